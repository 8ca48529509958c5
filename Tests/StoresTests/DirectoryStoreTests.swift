import Domain
import Foundation
import NIOCore
import Stores
import TestSupport
import Testing

@Suite struct DirectoryStoreTests {
    private static func withStore(_ body: (DirectoryStore, String) async throws -> Void) async throws {
        let path = NSTemporaryDirectory() + "directory-store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(DirectoryStore(path: path, bucket: "models"), path)
    }

    @Test(arguments: ObjectStoreConformance.Check.allCases)
    func `a directory keeps what every store keeps`(_ check: ObjectStoreConformance.Check) async throws {
        try await Self.withStore { store, _ in try await ObjectStoreConformance(store).run(check) }
    }

    private static let hostile = [
        "/etc/passwd", "../up", "a/../../up", "a//b", "a/", "./a", "nul\0", ".objects/lock", "",
    ]

    @Test(arguments: hostile)
    func `a name that leads out of the directory is refused`(_ key: String) async throws {
        try await Self.withStore { store, path in
            await #expect(throws: Problem.self) {
                try await store.write(key, ByteBuffer(bytes: [1]), if: .always, metadata: [:])
            }
            await #expect(throws: Problem.self) { try await store.read(key, range: nil) }
            let left = try FileManager.default.contentsOfDirectory(atPath: path)
            #expect(left.isEmpty)
        }
    }

    @Test func `a file put there by hand is an object with its sum`() async throws {
        try await Self.withStore { store, path in
            try Data("123456789".utf8).write(to: URL(fileURLWithPath: path + "/by-hand.txt"))
            let info = try #require(try await store.stat("by-hand.txt"))
            #expect(info.crc32c == 0xE306_9283)
            #expect(info.size == 9)
            #expect(try await store.stat("by-hand.txt") == info)
            try Data("changed".utf8).write(to: URL(fileURLWithPath: path + "/by-hand.txt"))
            let later = try #require(try await store.stat("by-hand.txt"))
            #expect(later.generation > info.generation)
            #expect(later.size == 7)
        }
    }

    @Test func `a symbolic link is no object`() async throws {
        try await Self.withStore { store, path in
            try FileManager.default.createSymbolicLink(atPath: path + "/link", withDestinationPath: "/etc/hostname")
            #expect(try await store.stat("link") == nil)
            #expect(try await store.list(prefix: "").isEmpty)
            await #expect(throws: Problem.self) { try await store.read("link", range: nil) }
        }
    }

    @Test func `an upload goes on in another process's store`() async throws {
        try await Self.withStore { store, path in
            let begun = try await store.beginUpload("a/b", metadata: ["k": "v"])
            let first = try await store.upload(ByteBuffer(bytes: [1, 2]), as: 1, of: begun)
            let other = DirectoryStore(path: path, bucket: "models")
            #expect(try await other.parts(of: begun) == [first])
            let second = try await other.upload(ByteBuffer(bytes: [3]), as: 2, of: begun)
            let info = try await other.complete(begun, parts: [first, second], size: 3)
            #expect(info.metadata == ["k": "v"])
            #expect(try Data(contentsOf: URL(fileURLWithPath: path + "/a/b")) == Data([1, 2, 3]))
        }
    }

    @Test func `a damaged part is noticed when the object is put together`() async throws {
        try await Self.withStore { store, path in
            let begun = try await store.beginUpload("x", metadata: [:])
            let part = try await store.upload(ByteBuffer(bytes: [1, 2, 3]), as: 1, of: begun)
            let folder = path + "/.objects/uploads/\(begun.id)"
            let name = try #require(
                try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasPrefix("part-") }
            )
            try Data([1, 2, 4]).write(to: URL(fileURLWithPath: folder + "/" + name))
            await #expect(throws: Problem.self) { try await store.complete(begun, parts: [part], size: 3) }
            #expect(try await store.stat("x") == nil)
        }
    }

    @Test func `a copy comes from another directory of the same data directory, and from no other`() async throws {
        let root = NSTemporaryDirectory() + "data-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        let buckets = DirectoryBuckets(dataDirectory: root)
        for name in ["one", "two"] { _ = try await buckets.create(name, location: "local", in: .local) }
        let (one, two) = (try buckets.store("one", in: .local), try buckets.store("two", in: .local))
        let content = DeterministicBytes.make(3 << 20 | 1)
        let original = try await one.write("a/b", ByteBuffer(bytes: content), if: .absent, metadata: ["k": "v"])
        let copy = try await two.copy(from: ObjectPlace(bucket: "one", key: "a/b"), to: "c", if: .absent)
        #expect(copy.crc32c == original.crc32c)
        #expect(try Data(contentsOf: URL(fileURLWithPath: root + "/two/c")) == Data(content))
        try await one.delete("a/b", if: .always)
        #expect(try await two.stat("c") == copy)
        #expect(try FileManager.default.contentsOfDirectory(atPath: root + "/two/.objects/tmp").isEmpty)

        for bucket in ["../one", "..", "/etc", "three"] {
            let place = ObjectPlace(bucket: bucket, key: "a/b")
            let problem = await #expect(throws: Problem.self) { try await two.copy(from: place, to: "d", if: .absent) }
            #expect(problem?.code == (bucket == "three" ? .bucketNotFound : .unsupported))
        }
        let alone = DirectoryStore(path: root + "/two", bucket: "two")
        #expect(alone.capabilities.copies == .bucket)
        let problem = await #expect(throws: Problem.self) {
            try await alone.copy(from: ObjectPlace(bucket: "one", key: "c"), to: "d", if: .absent)
        }
        #expect(problem?.code == .unsupported)
    }

    @Test func `a source that was changed by hand is copied as it stands now`() async throws {
        try await Self.withStore { store, path in
            _ = try await store.write("a", ByteBuffer(bytes: [1, 2, 3]), if: .absent, metadata: [:])
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: path + "/a"))
            try file.write(contentsOf: Data([7]))
            try file.close()
            let copy = try await store.copy(from: ObjectPlace(bucket: "models", key: "a"), to: "b", if: .absent)
            #expect(try await store.stat("a")?.crc32c == copy.crc32c)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path + "/b")) == Data([7, 2, 3]))
        }
    }

    @Test func `what a killed process left unfinished goes after a day, what is being written stays`() async throws {
        try await Self.withStore { store, path in
            try await store.abort(try await store.beginUpload("x", metadata: [:]))
            let folder = path + "/.objects/tmp"
            for (name, age) in [("old", 90_000.0), ("new", 60.0)] {
                let file = URL(fileURLWithPath: "\(folder)/\(name)")
                try Data("left".utf8).write(to: file)
                let time = Date(timeIntervalSinceNow: -age)
                try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file.path)
            }
            _ = try await store.beginUpload("y", metadata: [:])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["new"])
        }
    }

    @Test func `an upload's id from elsewhere leads nowhere`() async throws {
        try await Self.withStore { store, _ in
            let forged = PartUpload(key: "x", id: "../../etc")
            await #expect(throws: Problem.self) { try await store.parts(of: forged) }
            try await store.abort(forged)
        }
    }

    @Test func `a directory that is not there is no bucket`() async throws {
        let store = DirectoryStore(path: "/nonexistent/models", bucket: "models")
        let problem = await #expect(throws: Problem.self) { try await store.list(prefix: "") }
        #expect(problem?.code == .bucketNotFound)
    }

    @Test func `directories with the marker are the managed buckets`() async throws {
        let root = NSTemporaryDirectory() + "data-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        let buckets = DirectoryBuckets(dataDirectory: root)
        #expect(try await buckets.managedBuckets(in: .local).isEmpty)
        let made = try await buckets.create("models", location: "local", in: .local)
        #expect(!made.isManaged)
        _ = try await buckets.create("other", location: "local", in: .local)
        _ = try await buckets.store("models", in: .local).write(
            BucketLayout.catalogKey, ByteBuffer(string: "{}"), if: .absent, metadata: [:]
        )
        #expect(try await buckets.managedBuckets(in: .local).map(\.name) == ["models"])
        let twice = await #expect(throws: Problem.self) {
            try await buckets.create("models", location: "local", in: .local)
        }
        #expect(twice?.code == .alreadyExists)
        let missing = await #expect(throws: Problem.self) { try await buckets.bucket("nothing", in: .local) }
        #expect(missing?.code == .bucketNotFound)
    }
}
