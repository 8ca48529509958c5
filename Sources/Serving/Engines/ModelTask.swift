package import Domain

/// What a model does, read from its facts and files.
package enum ModelTask {
    /// Embedding models: by task, by library, or by the files that sentence-transformers adds.
    package static func proof(of manifest: ModelManifest) -> ProofKind {
        let facts = manifest.facts
        if let task = facts.task, embeddingTasks.contains(task) { return .embedding }
        if facts.library == "sentence-transformers" { return .embedding }
        let paths = manifest.files.map(\.path)
        if paths.contains("modules.json") || paths.contains(where: { $0.hasSuffix("_Pooling/config.json") }) {
            return .embedding
        }
        return isEncoder(facts) ? .embedding : .generation
    }

    /// Encoders see the whole text at once and keep no key-value cache.
    package static func isEncoder(_ facts: ModelFacts) -> Bool {
        let type = facts.modelType?.lowercased() ?? ""
        return type.contains("bert") || type == "mpnet"
    }

    /// Code of the repository that an engine would have to run.
    package static func hasOwnCode(_ manifest: ModelManifest) -> Bool {
        manifest.files.contains { $0.path.hasSuffix(".py") }
    }

    private static let embeddingTasks: Set<String> = ["feature-extraction", "sentence-similarity"]
}
