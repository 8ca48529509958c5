import Domain
import Foundation
import NIOCore
import Stores
import Testing

/// A directory belongs to no process alone.
extension DirectoryStoreTests {
    private static let rounds = 100

    @Test func `two processes change one object under its generation, and no change is lost`() async throws {
        let path = NSTemporaryDirectory() + "directory-store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let store = DirectoryStore(path: path, bucket: "models")
        _ = try await store.write("counter", ByteBuffer(string: "0"), if: .absent, metadata: [:])
        await withTaskGroup { group in
            for name in ["one", "two"] {
                group.addTask {
                    await #expect(processExitsWith: .success) { [path = path as String, name = name as String] in
                        try await DirectoryStoreTests.count(in: path, as: name)
                    }
                }
            }
        }
        let stream = try await store.read("counter", range: nil)
        let text = String(buffer: try await stream.collect(upTo: 100))
        #expect(text == "\(2 * Self.rounds)")
        // At "go" both were there: only one of them can have made it.
        #expect(try await store.list(prefix: "winner").count == 1)
        #expect(try await store.list(prefix: "ready/").count == 2)
    }

    /// What each of the processes does: waits for the other, competes for one name, then adds one a hundred times.
    private static func count(in path: String, as name: String) async throws {
        let store = DirectoryStore(path: path, bucket: "models")
        _ = try await store.write("ready/\(name)", ByteBuffer(), if: .absent, metadata: [:])
        while try await store.list(prefix: "ready/").count < 2 { await Task.yield() }
        do {
            _ = try await store.write("winner", ByteBuffer(string: name), if: .absent, metadata: [:])
        } catch let problem as Problem where problem.code == .conflict {
            let stream = try await store.read("winner", range: nil)
            guard String(buffer: try await stream.collect(upTo: 100)) != name else { throw problem }
        }
        var done = 0
        while done < rounds {
            guard let info = try await store.stat("counter") else { throw CancellationError() }
            let stream = try await store.read("counter", range: nil)
            guard let number = Int(String(buffer: try await stream.collect(upTo: 100))) else {
                throw CancellationError()
            }
            do {
                _ = try await store.write(
                    "counter", ByteBuffer(string: "\(number + 1)"), if: .generation(info.generation), metadata: [:])
                done += 1
            } catch let problem as Problem where problem.code == .conflict {
                continue
            }
        }
    }
}
