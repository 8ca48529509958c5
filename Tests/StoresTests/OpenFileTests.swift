import Domain
import Foundation
import NIOCore
import TestSupport
import Testing

@testable import Stores

@Suite struct OpenFileTests {
    // The device that is always full (full(4)) answers every write with ENOSPC.
    @Test func `a full disk is named, with what to do, and not tried again by itself`() throws {
        let full = try OpenFile("/dev/full", O_WRONLY)
        let problem = #expect(throws: Problem.self) { try full.append(ByteBuffer(string: "x")) }
        #expect(problem?.code == .storageUnavailable)
        #expect(problem?.title == "The disk is full")
        #expect(problem?.fix.contains("resume") == true)
        #expect(problem?.isRetryable == false)
    }

    @Test(arguments: [ENOSPC, EDQUOT, EFBIG])
    func `every limit on space says the same`(_ code: Int32) {
        #expect(Problem.fileSystem(code, "write", "/x").title == "The disk is full")
    }

    @Test func `a file that cannot share its blocks is copied byte by byte, with its sum`() throws {
        let folder = NSTemporaryDirectory() + "open-file-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let content = DeterministicBytes.make(2 << 20 | 3)
        try Data(content).write(to: URL(fileURLWithPath: folder + "/a"))
        let source = try OpenFile(folder + "/a", O_RDONLY)
        let target = try OpenFile(folder + "/b", O_RDWR | O_CREAT)
        let files = DirectoryFiles(root: folder, bucket: "models")
        if try !target.clone(source) { #expect(try files.copy(source, to: target) == files.checksum(source)) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/b")) == Data(content))
        // Never between a file and what is no file.
        #expect(try !target.clone(OpenFile("/dev/null", O_RDONLY)))
    }
}
