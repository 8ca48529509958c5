import Domain
import Foundation
import NIOCore
import Stores
import Testing

/// A directory belongs to no process alone: the condition of a write is looked at under a lock that others keep too.
extension DirectoryStoreTests {
    /// Takes the lock, says so, makes the object by itself a second later, and lets go. Should the object appear in
    /// that second, then the lock was no hindrance, and it leaves it as it is.
    private static let rival = """
        import fcntl, os, sys, time
        root, says = sys.argv[1:]
        with open(root + "/.objects/lock", "r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            open(says, "w").close()
            end = time.monotonic() + 1
            while time.monotonic() < end and not os.path.exists(root + "/x"):
                time.sleep(0.01)
            if not os.path.exists(root + "/x"):
                with open(root + "/x", "w") as made:
                    made.write("theirs")
        """

    @Test func `another process that holds the lock makes the object first, and we are told`() async throws {
        let path = NSTemporaryDirectory() + "directory-store-\(UUID().uuidString)"
        let says = path + "-locked"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer {
            try? FileManager.default.removeItem(atPath: path)
            try? FileManager.default.removeItem(atPath: says)
        }
        let store = DirectoryStore(path: path, bucket: "models")
        _ = try await store.write("other", ByteBuffer(string: "makes the lock"), if: .absent, metadata: [:])

        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.rival, path, says]
        let (ended, end) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            end.yield(process.terminationStatus)
            end.finish()
        }
        try process.run()
        while !FileManager.default.fileExists(atPath: says), process.isRunning {
            try await Task.sleep(for: .milliseconds(10))
        }
        let problem = await #expect(throws: Problem.self) {
            try await store.write("x", ByteBuffer(string: "ours"), if: .absent, metadata: [:])
        }
        #expect(problem?.code == .conflict)
        for await status in ended { #expect(status == 0) }
        let stream = try await store.read("x", range: nil)
        let text = String(buffer: try await stream.collect(upTo: 100))
        #expect(text == "theirs")
    }
}
