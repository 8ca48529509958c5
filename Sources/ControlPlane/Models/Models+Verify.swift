package import Domain

extension Models {
    /// Compares every file of a model with its manifest. Needs the viewer role.
    ///
    /// - Parameter quick: false reads every byte again and computes its digests. True downloads nothing: the size and
    ///   the CRC32C that the store itself states are compared with those that the manifest recorded when the bytes were
    ///   verified against the hub.
    /// - Throws: `not-found` for a model without a manifest.
    package func verify(
        _ context: RequestContext, _ selection: ModelSelection, quick: Bool = false
    ) async throws -> ModelVerification {
        try await world.look(context, "verify a model") {
            let store = try await store(selection.bucket, context)
            let entry = try selection.pick(from: await world.catalog.entries(in: store))
            guard let manifest = try await world.catalog.manifest(of: entry.model, in: store) else {
                throw Problem(
                    .notFound, "Nothing to verify against",
                    detail: "\(entry.model) is \(entry.status.rawValue) and has no manifest",
                    fix: entry.status == .completed ? "Import it again to have one." : "Let its import complete first."
                )
            }
            guard quick else { return try await world.catalog.verify(entry.model, in: store) }
            let files = try await concurrently(manifest.files, atMost: 16) { file in
                Self.compare(file, with: try await store.stat(file.key))
            }
            return ModelVerification(model: entry.model, files: files)
        }
    }

    static func compare(_ file: ModelManifest.File, with found: ObjectInfo?) -> ModelVerification.File {
        guard let found else {
            return ModelVerification.File(path: file.path, isGood: false, detail: "missing: no object \(file.key)")
        }
        guard found.size == file.size else {
            let detail = "size \(found.size), expected \(file.size)"
            return ModelVerification.File(path: file.path, isGood: false, detail: detail)
        }
        let digits = hex(found.crc32c)
        guard digits == file.crc32c.lowercased() else {
            let detail = "CRC32C \(digits), expected \(file.crc32c)"
            return ModelVerification.File(path: file.path, isGood: false, detail: detail)
        }
        return ModelVerification.File(path: file.path, isGood: true, detail: "size and CRC32C as recorded")
    }

    private static func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
