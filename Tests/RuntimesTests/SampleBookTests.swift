import Foundation
import Testing

@testable import Runtimes

struct SampleBookTests {
    private static func with(_ limit: UInt64 = 6 << 20, _ body: (SampleBook) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "samples-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(SampleBook(folder: folder.path(percentEncoded: false), limit: limit))
    }

    @Test func `what was written is read again, and a torn line is passed over`() throws {
        try Self.with { book in
            try book.append(EngineSample(at: 1, run: "a"))
            let path = "\(book.folder)/metrics.jsonl"
            let torn = (FileManager.default.contents(atPath: path) ?? Data()) + Data(#"{"at":2,"#.utf8) + [10]
            try torn.write(to: URL(filePath: path))
            try book.append(EngineSample(at: 3, run: "a"))
            #expect(book.samples(since: 0).map(\.at) == [1, 3])
            #expect(book.samples(since: 2).map(\.at) == [3])
        }
    }

    @Test func `two files are kept, and the oldest samples go`() throws {
        try Self.with(200) { book in
            for at in 1...40 { try book.append(EngineSample(at: Double(at), run: "a")) }
            let found = book.samples(since: 0).map(\.at)
            #expect(found.last == 40 && found == found.sorted() && found.count < 20)
            #expect(try FileManager.default.contentsOfDirectory(atPath: book.folder).count <= 2)
        }
    }
}
