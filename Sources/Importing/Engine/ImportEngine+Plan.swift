package import Domain

extension ImportEngine {
    /// What an import of the reference would do now; changes nothing.
    ///
    /// - Parameter reads: every byte that the bucket lacks is read here and gets a SHA-256; nothing is copied.
    /// - Throws: what the hub says; `catalog-unreadable`.
    package func plan(_ reference: ModelReference, token: Secret?, reads: Bool = false) async throws -> ImportPlan {
        try await plan(try await source.resolve(reference, token: token), reads: reads)
    }

    /// The same for a model that is already resolved.
    package func plan(_ model: SourceModel, reads: Bool = false) async throws -> ImportPlan {
        try refuseUnsafe(model)
        let state = try await stored(model)
        let chosen = model.chosen
        let total = chosen.reduce(Int64(0)) { $0 + ($1.size ?? 0) }
        var missing = chosen.filter { !state.held.contains($0.path) && $0.inline == nil }
        var found = CopyFinder.Finding()
        if !missing.isEmpty, !reads {
            let finder = CopyFinder(store: store, target: target, buckets: buckets)
            found = try await finder.find(missing, for: model.identity, own: state.entries)
        }
        let copied = Set(found.copies.map(\.path))
        missing.removeAll { copied.contains($0.path) }
        let price = options.storagePrice.map { $0 * (Double(total) / Double(1 << 30)) }
        return ImportPlan(
            importID: Self.importID(bucket: store.bucket, model: model.identity), bucket: store.bucket, model: model,
            held: chosen.map(\.path).filter(state.held.contains), copies: found.copies,
            isComplete: state.isComplete, bytesTotal: ByteCount(total),
            bytesToFetch: ByteCount(missing.reduce(0) { $0 + ($1.size ?? 0) }), monthlyStorage: price,
            copyCost: found.cost, warnings: warnings(of: model) + Self.warnings(of: found.copies) + found.warnings
        )
    }

    private static func warnings(of copies: [PlannedCopy]) -> [String] {
        guard let copy = copies.first(where: { $0.sha256 == nil }) else { return [] }
        return [
            "The storage copies the files from \(copy.from.bucket) by itself. Nobody reads them, so their SHA-256 stays "
                + "unknown until the model is verified, unless they are read on the way."
        ]
    }

    /// Whether the bucket has the model already, published and whole.
    func isComplete(_ model: SourceModel) async throws -> Bool { try await stored(model).isComplete }

    private struct Stored {
        var entries: [CatalogEntry]
        var held: Set<String>
        var isComplete: Bool
    }

    private func stored(_ model: SourceModel) async throws -> Stored {
        let entries = try await catalog.entriesIfAny()
        let manifest = try await manifest(of: model.identity)
        let held = try await heldFiles(of: model, manifest: manifest)
        let entry = entries.first { $0.model == model.identity }
        let isWhole = model.chosen.allSatisfy { held.contains($0.path) }
        return Stored(
            entries: entries, held: held,
            isComplete: entry?.status == .completed && manifest != nil && isWhole
        )
    }

    /// Paths of files that stand in the bucket already, proven by a manifest or by an Ollama blob's own name.
    private func heldFiles(of model: SourceModel, manifest: ModelManifest?) async throws -> Set<String> {
        let known = Dictionary(
            (manifest?.files ?? []).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first }
        )
        let isOllama = model.reference.source == .ollama
        var held: Set<String> = []
        guard isOllama || !known.isEmpty else { return held }
        let listed = try await store.list(
            prefix: isOllama ? BucketLayout.ollamaRoot + "/" : BucketLayout.folder(model.identity))
        let objects = Dictionary(listed.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        for file in model.chosen {
            guard let object = objects[file.key], file.size == nil || file.size == object.size else { continue }
            if let proof = known[file.key] {
                guard proof.size == object.size, proof.crc32c == object.crc32c.hex8 else { continue }
                guard file.digest == nil || proof.promised == file.digest else { continue }
                held.insert(file.path)
            } else if isOllama, file.size != nil, case .sha256(let hex)? = file.digest {
                guard file.key == BucketLayout.ollamaBlobKey(sha256: hex) else { continue }
                held.insert(file.path)
            }
        }
        return held
    }

    private func warnings(of model: SourceModel) -> [String] {
        var warnings: [String] = []
        if let gated = model.facts.gated, gated != "false" {
            warnings.append("Gated (\(gated)): the terms must be accepted on the hub, and a token given.")
        }
        let unknown = model.chosen.filter { $0.size == nil }
        if !unknown.isEmpty {
            warnings.append("The hub does not say how large \(unknown.count) of the files are.")
        }
        let unproven = model.chosen.filter { $0.digest == nil && $0.inline == nil }
        if !unproven.isEmpty {
            warnings.append("The hub promises no digest for \(unproven.count) of the files; they cannot be verified.")
        }
        if model.facts.format == .pytorch {
            warnings.append(
                "There are no safetensors weights; pickled PyTorch files can run code when they are loaded.")
        }
        if model.facts.format == .gguf, model.reference.source != .ollama {
            warnings.append(
                "There are GGUF weights only: vLLM does not serve them, and Ollama serves what comes from a registry.")
        }
        return warnings
    }

    /// Sources refuse such names themselves; a key that leaves its folder must never be written.
    private func refuseUnsafe(_ model: SourceModel) throws {
        guard !model.chosen.isEmpty else {
            throw Problem(
                .unsupportedModel, "Nothing to import", detail: "\(model.identity) has no file that an engine needs"
            )
        }
        let folder = BucketLayout.folder(model.identity) + "/"
        var keys: Set<String> = []
        for file in model.chosen {
            let parts = file.key.split(separator: "/", omittingEmptySubsequences: false)
            let isSafe =
                file.key.hasPrefix(folder) && file.key.utf8.count <= 1024
                && !parts.contains { $0.isEmpty || $0 == "." || $0 == ".." }
                && !file.key.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
            guard isSafe, keys.insert(file.key).inserted || model.reference.source == .ollama else {
                throw Problem(
                    .unsupportedModel, "A file name is refused",
                    detail: "‘\(file.path.prefix(200))’ cannot be stored under \(folder)",
                    fix: "Such a model cannot be imported; tell the owner of the repository."
                )
            }
        }
    }
}

extension UInt32 {
    /// Eight lowercase hex digits, as manifests write a CRC32C.
    package var hex8: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
