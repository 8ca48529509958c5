import Domain
import NIOCore

extension ObjectStoreConformance {
    func writtenBytesAreRead() async throws {
        let key = "\(prefix)a/b.bin"
        let content = DeterministicBytes.make(200_000)
        let written = try await write(key, content, metadata: ["sha256": "abc"])
        try expect(written.key == key && written.size == 200_000, "the answer says \(written)")
        try expect(written.crc32c == sum(content), "the answer's sum is of other bytes")
        try expect(written.metadata == ["sha256": "abc"], "metadata \(written.metadata)")
        try expect(try await store.stat(key) == written, "stat differs from the write's answer")
        try expect(try await bytes(key) == content, "other bytes are read")
    }

    func emptyObject() async throws {
        let key = "\(prefix)empty"
        let written = try await write(key, [])
        try expect(written.size == 0 && written.crc32c == 0, "the answer says \(written)")
        try expect(try await bytes(key).isEmpty, "an empty object has bytes")
        try expect(try await bytes(key, range: 0..<10).isEmpty, "a range of an empty object has bytes")
    }

    func missingObject() async throws {
        try expect(try await store.stat("\(prefix)no") == nil, "stat finds what is not there")
        try await expect(.notFound, "reading a missing object") { _ = try await bytes("\(prefix)no") }
    }

    func ranges() async throws {
        let key = "\(prefix)ranges"
        let content = DeterministicBytes.make(10_000)
        try await write(key, content)
        for range in [0..<1, 0..<10_000, 9_999..<10_000, 4_000..<4_100, 9_000..<20_000, 5_000..<5_000] as [Range<Int64>]
        {
            let expected = Array(content[Int(range.lowerBound)..<min(Int(range.upperBound), content.count)])
            try expect(try await bytes(key, range: range) == expected, "the range \(range) gives other bytes")
        }
        try expect(try await bytes(key, range: 10_000..<10_010).isEmpty, "beyond the end there are bytes")
    }

    func oddNames() async throws {
        let names = ["with space", "100%25", "a+b&c=d", "q?x#y", "Größe-模型", "tilde~(1)[2]", "quote'\"<>"]
        for name in names {
            let key = "\(prefix)odd/\(name)"
            try await write(key, Array(name.utf8))
            try expect(try await bytes(key) == Array(name.utf8), "‘\(name)’ has other bytes")
        }
        let listed = try await store.list(prefix: "\(prefix)odd/").map(\.key)
        try expect(Set(listed) == Set(names.map { "\(prefix)odd/\($0)" }), "listed are \(listed)")
    }

    func hiddenNamesAreListed() async throws {
        let key = "\(prefix).llm-manager/imports/1/lease.json"
        try await write(key, [1])
        let listed = try await store.list(prefix: "\(prefix).llm-manager/imports/").map(\.key)
        try expect(listed == [key], "listed are \(listed)")
    }

    func listingIsByPrefixAndOrder() async throws {
        let names = ["a-b", "a.b/c", "a/b", "a/c/d", "b", "B", "ä"]
        for name in names { try await write("\(prefix)list/\(name)", [1]) }
        let all = try await store.list(prefix: "\(prefix)list/")
        let expected = names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        try expect(all.map(\.key) == expected.map { "\(prefix)list/\($0)" }, "listed are \(all.map(\.key))")
        try expect(all.allSatisfy { $0.size == 1 && $0.crc32c == sum([1]) }, "a listed object has another size or sum")
        let some = try await store.list(prefix: "\(prefix)list/a").map(\.key)
        try expect(some.count == 4, "below ‘a’ are \(some)")
        try expect(try await store.list(prefix: "\(prefix)nothing").isEmpty, "an unknown prefix lists objects")
    }

    func overwriteChangesGeneration() async throws {
        let key = "\(prefix)again"
        let first = try await write(key, [1, 2, 3], metadata: ["a": "1"])
        let second = try await write(key, [4], metadata: ["b": "2"])
        try expect(
            second.generation > first.generation, "the generation went from \(first.generation) to \(second.generation)"
        )
        try expect(try await bytes(key) == [4], "the old bytes are still there")
        try expect(try await store.stat(key)?.metadata == ["b": "2"], "the old metadata are still there")
    }

    func absentHolds() async throws {
        let key = "\(prefix)absent"
        try await write(key, [1], if: .absent)
        try await expect(.conflict, "writing where something is") { try await write(key, [1], if: .absent) }
        try expect(try await bytes(key) == [1], "the refused write changed the object")
    }

    func generationHolds() async throws {
        let key = "\(prefix)generation"
        let first = try await write(key, [1])
        let second = try await write(key, [2], if: .generation(first.generation))
        try await expect(.conflict, "writing at an old generation") {
            try await write(key, [3], if: .generation(first.generation))
        }
        try expect(try await store.stat(key) == second, "the refused write changed the object")
        try await expect(.conflict, "writing at a generation where nothing is") {
            try await write("\(prefix)nowhere", [3], if: .generation(first.generation))
        }
    }

    func oneWinner() async throws {
        let key = "\(prefix)race"
        let wins = try await withThrowingTaskGroup(of: UInt8?.self) { group in
            for index in 0..<8 as Range<UInt8> {
                group.addTask {
                    do {
                        try await write(key, [index], if: .absent)
                        return index
                    } catch let problem as Problem where problem.code == .conflict {
                        return nil
                    }
                }
            }
            var wins: [UInt8] = []
            for try await win in group { if let win { wins.append(win) } }
            return wins
        }
        try expect(wins.count == 1, "\(wins.count) writers won")
        try expect(try await bytes(key) == wins, "the object is not the winner's")
    }

    func deleteTwice() async throws {
        let key = "\(prefix)gone/x"
        let first = try await write(key, [1])
        let second = try await write(key, [2])
        try await expect(.conflict, "deleting an old generation") {
            try await store.delete(key, if: .generation(first.generation))
        }
        try await store.delete(key, if: .generation(second.generation))
        try expect(try await store.stat(key) == nil, "a deleted object is there")
        try await store.delete(key, if: .always)
        try expect(try await store.list(prefix: "\(prefix)gone/").isEmpty, "a deleted object is listed")
    }

    func cancelledWrite() async throws {
        let key = "\(prefix)cancelled"
        let content = DeterministicBytes.make(1 << 20)
        let task = Task { try await write(key, content) }
        task.cancel()
        _ = try? await task.value
        let found = try await store.stat(key)
        try expect(found == nil || found?.crc32c == sum(content), "a mixture was left: \(String(describing: found))")
    }
}
