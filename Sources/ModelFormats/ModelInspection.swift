package import Domain
import NIOCore

/// What the files of a published model say of it, read where they lie.
package struct ModelInspection: Sendable {
    private let manifest: ModelManifest
    private let store: any ObjectStore

    package init(_ manifest: ModelManifest, _ store: any ObjectStore) {
        self.manifest = manifest
        self.store = store
    }

    /// Weights and shape. What cannot be read is a gap, in words; only cancellation is thrown.
    package func facts() async throws -> PlanFacts {
        var facts = PlanFacts()
        do {
            if manifest.model.source == .ollama {
                try await readBlobs(&facts)
            } else {
                try await readFolder(&facts)
            }
        } catch {
            try Task.checkCancellation()
            let why = (error as? Problem)?.detail ?? "\(error)"
            facts.gaps.append("The headers of \(manifest.model) could not be read: \(why)")
        }
        return facts
    }

    private func readFolder(_ facts: inout PlanFacts) async throws {
        let files = manifest.files.map { WeightReader.File(path: $0.path, size: $0.size) }
        let keys = Dictionary(manifest.files.map { ($0.path, $0.key) }, uniquingKeysWith: { first, _ in first })
        let reader = WeightReader { [store] path, range in
            guard let key = keys[path] else { return ByteBuffer() }
            return try await store.read(key, range: range).collect(upTo: Int(range.count))
        }
        facts.configuration = try await reader.configuration(of: files)
        let shape = facts.configuration ?? manifest.facts.configuration
        if manifest.facts.format == .gguf, let file = files.first(where: { $0.path.hasSuffix(".gguf") }) {
            let found = try await reader.gguf(file)
            facts.configuration = facts.configuration ?? found.configuration
            facts.weights = files.count(where: { $0.path.hasSuffix(".gguf") }) == 1 ? found.weights : nil
        } else {
            facts.weights = try await reader.safetensors(
                of: files, layers: shape?.layers, tiesEmbeddings: shape?.tiesEmbeddings ?? false)
        }
    }

    /// Every blob that is a GGUF file counts: the model, a projector, an adapter. The largest is the model.
    private func readBlobs(_ facts: inout PlanFacts) async throws {
        let blobs = manifest.files.filter { $0.key.contains("/blobs/") && $0.size >= 1024 }
            .sorted { ($0.size, $1.key) > ($1.size, $0.key) }.prefix(8)
        let reader = WeightReader { [store] key, range in
            try await store.read(key, range: range).collect(upTo: Int(range.count))
        }
        for blob in blobs {
            let found = try await reader.gguf(WeightReader.File(path: blob.key, size: blob.size))
            facts.configuration = facts.configuration ?? found.configuration
            guard let weights = found.weights else { continue }
            facts.weights = facts.weights.map { $0.adding(weights) } ?? weights
        }
    }
}

extension WeightFacts {
    /// Of two files of one model.
    fileprivate func adding(_ other: WeightFacts) -> WeightFacts {
        WeightFacts(
            tensorBytes: tensorBytes + other.tensorBytes, fileBytes: fileBytes + other.fileBytes,
            tensorCount: tensorCount + other.tensorCount, files: files + other.files,
            elements: elements.merging(other.elements, uniquingKeysWith: +)
        )
    }
}
