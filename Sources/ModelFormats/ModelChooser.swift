package import Domain
package import NIOCore

/// Chooses which files of a model an engine needs, and reads what its small files say of it. The same for every place
/// that a model may come from.
package struct ModelChooser: Sendable {
    /// Bytes of a file, all or a range of them; throws what its source says.
    package typealias Reading = @Sendable (SourceFile, Range<Int64>?) async throws -> ByteBuffer

    private static let smallFile: Int64 = 8 << 20
    private let read: Reading

    package init(read: @escaping Reading) { self.read = read }

    /// The model with the choice made for every file, and with what `config.json` or a GGUF header says.
    ///
    /// - Throws: `unsupported-model` when no engine could load it, a shard is missing, or a name is hostile.
    package func chosen(_ model: SourceModel) async throws -> SourceModel {
        var model = model
        let config = try await json("config.json", of: model)
        var shards: [String: Set<String>] = [:]
        for index in [FileSelection.safetensorsIndex, FileSelection.pickleIndex] {
            let map = try await json(index, of: model)?["weight_map"]?.members
            guard let map, !map.isEmpty else { continue }
            shards[index] = Set(map.values.compactMap(\.text))
            if index == FileSelection.safetensorsIndex { break }
        }
        let paths = model.files.map(\.path)
        let selection = FileSelection(paths: paths, shards: shards, needsCode: config?["auto_map"] != nil)
        for index in model.files.indices { model.files[index].choice = selection.choice(for: model.files[index].path) }
        model.facts.format = selection.format
        try Self.check(model, shards: shards, format: selection.format)
        try ModelFileName.check(model.files, of: model.reference.id)
        if let config {
            model.facts.configuration = ModelConfiguration(config: config)
            if let architectures = config["architectures"]?.texts, !architectures.isEmpty {
                model.facts.architectures = architectures
            }
            model.facts.modelType = config["model_type"]?.text ?? model.facts.modelType
        }
        if selection.format == .gguf { try await readHeader(of: &model) }
        return model
    }

    /// A model without weights, or with a shard missing, fails here and not after an hour.
    private static func check(_ model: SourceModel, shards: [String: Set<String>], format: ModelFormat) throws(Problem)
    {
        guard format != .other else {
            throw Problem(
                .unsupportedModel, "No weights that an engine could load",
                detail:
                    "\(model.reference) has neither safetensors, GGUF nor PyTorch weights of a whole model at its root",
                fix: "Choose the base model of an adapter, or the place where the whole model is."
            )
        }
        let paths = Set(model.files.map(\.path))
        let index = format == .safetensors ? FileSelection.safetensorsIndex : FileSelection.pickleIndex
        if let missing = shards[index]?.subtracting(paths).min() {
            throw Problem(
                .unsupportedModel, "The model is incomplete",
                detail: "\(index) of \(model.reference) names ‘\(missing.prefix(120))’, which is not there",
                fix: "Choose another revision, or wait: its authors may still be writing it."
            )
        }
    }

    /// nil when the file is missing, too long or no JSON; errors of access are thrown.
    private func json(_ path: String, of model: SourceModel) async throws -> JSONValue? {
        guard let file = model.files.first(where: { $0.path == path }), (file.size ?? 0) <= Self.smallFile else {
            return nil
        }
        let bytes = try await read(file, nil)
        return try? JSONValue(parsing: bytes)
    }

    /// The shape of a GGUF model is at the beginning of its first part. It is a fact, not a need: failing is no error.
    private func readHeader(of model: inout SourceModel) async throws {
        let parts = model.chosen.filter { $0.choice.reason == "weights" }.sorted { $0.path < $1.path }
        guard let first = parts.first else { return }
        do {
            let end = min(first.size ?? GGUFHeader.usefulPrefix, GGUFHeader.usefulPrefix)
            guard let header = GGUFHeader(try await read(first, 0..<end)) else { return }
            model.facts.configuration = header.configuration ?? model.facts.configuration
            model.facts.modelType = model.facts.modelType ?? header.architecture
            model.facts.license = model.facts.license ?? header.license
            model.facts.parameters = model.facts.parameters ?? header.parameters
        } catch let problem as Problem where problem.isRetryable {
            try Task.checkCancellation()
        }
    }
}
