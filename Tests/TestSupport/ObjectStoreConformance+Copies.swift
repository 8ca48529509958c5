import Domain

extension ObjectStoreConformance {
    private var copies: Bool { store.capabilities.copies != .none }

    private func place(_ key: String, generation: Int64? = nil) -> ObjectPlace {
        ObjectPlace(bucket: store.bucket, key: key, generation: generation)
    }

    func copyIsTheSame() async throws {
        let from = "\(prefix)copies/from a ü+#%.bin"
        guard copies else {
            return try await expect(.unsupported, "copying in a store that does not") {
                _ = try await store.copy(from: place(from), to: "\(prefix)to", if: .absent)
            }
        }
        for content in [[], DeterministicBytes.make(3 << 20 | 7)] {
            let original = try await write(from, content, metadata: ["origin": "hub"])
            let to = "\(prefix)copies/\(content.count)/to"
            let copy = try await store.copy(
                from: place(from, generation: original.generation), to: to, if: .absent
            )
            try expect(copy.key == to && copy.size == original.size, "the answer says \(copy)")
            try expect(copy.crc32c == sum(content), "the answer's sum is of other bytes")
            try expect(copy.metadata == ["origin": "hub"], "metadata \(copy.metadata)")
            try expect(try await store.stat(to) == copy, "stat differs from the copy's answer")
            try expect(try await bytes(to) == content, "the copy has other bytes")
            try expect(try await store.stat(from) == original, "copying changed the source")
        }
    }

    func copyIsConditional() async throws {
        guard copies else { return }
        let (from, to) = ("\(prefix)source", "\(prefix)target")
        try await write(from, [1, 2, 3])
        let first = try await write(to, [9])
        try await expect(.conflict, "copying to where something is") {
            _ = try await store.copy(from: place(from), to: to, if: .absent)
        }
        try expect(try await store.stat(to) == first, "the refused copy changed the object")
        let second = try await store.copy(from: place(from), to: to, if: .generation(first.generation))
        try expect(second.generation > first.generation, "the generation went back to \(second.generation)")
        try await expect(.conflict, "copying at an old generation") {
            _ = try await store.copy(from: place(from), to: to, if: .generation(first.generation))
        }
        let third = try await store.copy(from: place(from), to: to, if: .always)
        try expect(third.generation > second.generation, "an unconditional copy kept the generation")
        try expect(try await bytes(to) == [1, 2, 3], "the copy has other bytes")
    }

    func copyOfNothing() async throws {
        guard copies else { return }
        let from = "\(prefix)changed"
        try await expect(.notFound, "copying what is not there") {
            _ = try await store.copy(from: place("\(prefix)no"), to: "\(prefix)x", if: .always)
        }
        let old = try await write(from, [1])
        try await write(from, [2])
        try await expect(.notFound, "copying a generation that is gone") {
            _ = try await store.copy(from: place(from, generation: old.generation), to: "\(prefix)x", if: .always)
        }
        try expect(try await store.stat("\(prefix)x") == nil, "a copy of nothing is there")
    }
}
