package import Domain

extension Models {
    /// Compares every file of a model with its manifest. Needs the viewer role.
    ///
    /// - Parameters:
    ///   - quick: false reads every byte again and computes its digests. True downloads nothing: the size and the CRC32C
    ///     that the store itself states are compared with those that the manifest recorded when the bytes were verified
    ///     against the hub.
    ///   - progress: told every few megabytes and after each file.
    /// - Throws: `not-found` for a model without a manifest; a cancelled task ends it.
    package func verify(
        _ context: RequestContext, _ selection: ModelSelection, quick: Bool = false,
        progress: @escaping @Sendable (VerifyProgress) -> Void = { _ in }
    ) async throws -> ModelVerification {
        try await world.look(context, "verify a model") {
            let store = try await store(selection.bucket, context)
            let entry = try selection.pick(from: await world.catalog.entries(in: store))
            guard try await world.catalog.manifest(of: entry.model, in: store) != nil else {
                throw Problem(
                    .notFound, "Nothing to verify against",
                    detail: "\(entry.model) is \(entry.status.rawValue) and has no manifest",
                    fix: entry.status == .completed
                        ? "Have one made: llm-manager models fsck --repair --bucket \(selection.bucket)"
                        : "Let its import complete first."
                )
            }
            if quick { return try await world.care.compare(entry.model, in: store) }
            return try await world.care.verify(entry.model, in: store, progress: progress)
        }
    }
}
