import Domain
import NIOCore
import Outbound

extension HuggingFaceHub {
    private static let smallFile: Int64 = 8 << 20

    /// The model with the choice made for every file, and with what `config.json` or a GGUF header says.
    func chosen(_ model: SourceModel, name: HuggingFaceReference, token: Secret?) async throws -> SourceModel {
        var model = model
        let config = try await json("config.json", of: model, token: token)
        var shards: [String: Set<String>] = [:]
        for index in [FileSelection.safetensorsIndex, FileSelection.pickleIndex] {
            let map = try await json(index, of: model, token: token)?["weight_map"]?.members
            guard let map, !map.isEmpty else { continue }
            shards[index] = Set(map.values.compactMap(\.text))
            if index == FileSelection.safetensorsIndex { break }
        }
        let paths = model.files.map(\.path)
        let selection = FileSelection(paths: paths, shards: shards, needsCode: config?["auto_map"] != nil)
        for index in model.files.indices { model.files[index].choice = selection.choice(for: model.files[index].path) }
        model.facts.format = selection.format
        try Self.check(model, shards: shards, format: selection.format)
        try HubFileName.check(model.files, of: name.repository)
        if config == nil, model.facts.gated != nil { try await probe(model, name: name, token: token) }
        if let config {
            model.facts.configuration = ModelConfiguration(config: config)
            if let architectures = config["architectures"]?.texts, !architectures.isEmpty {
                model.facts.architectures = architectures
            }
            model.facts.modelType = config["model_type"]?.text ?? model.facts.modelType
        }
        if selection.format == .gguf { try await readHeader(of: &model, token: token) }
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
                fix: "Choose the base model of an adapter, or another repository of the model."
            )
        }
        let paths = Set(model.files.map(\.path))
        let index = format == .safetensors ? FileSelection.safetensorsIndex : FileSelection.pickleIndex
        if let missing = shards[index]?.subtracting(paths).min() {
            throw Problem(
                .unsupportedModel, "The repository is incomplete",
                detail: "\(index) of \(model.reference) names ‘\(missing.prefix(120))’, which is not there",
                fix: "Choose another revision; the authors may still be uploading."
            )
        }
    }

    /// nil when the file is missing, too long or no JSON; errors of access are thrown.
    private func json(_ path: String, of model: SourceModel, token: Secret?) async throws -> JSONValue? {
        guard let file = model.files.first(where: { $0.path == path }), (file.size ?? 0) <= Self.smallFile else {
            return nil
        }
        let stream = try await open(file, of: model, range: nil, token: token)
        let bytes = try await stream.body.collect(upTo: Int(Self.smallFile))
        return try? JSONValue(parsing: bytes)
    }

    /// Asks for the head of one file, to learn whether the token opens this gated model.
    private func probe(_ model: SourceModel, name: HuggingFaceReference, token: Secret?) async throws {
        guard let file = model.chosen.first else { return }
        let request = OutboundRequest(
            .head, fileURL(file, name, model.pin), headers: headers(token), redirects: .none, retry: .idempotent
        )
        let response = try await translating(hub: Self.title) { try await client.send(request) }
        guard response.status >= 400 else { return }
        throw await problem(response, name: name, what: "the file ‘\(file.path)’", hasToken: token != nil)
    }

    /// The shape of a GGUF model is at the beginning of its first part. It is a fact, not a need: failing is no error.
    private func readHeader(of model: inout SourceModel, token: Secret?) async throws {
        let parts = model.chosen.filter { $0.choice.reason == "weights" }.sorted { $0.path < $1.path }
        guard let first = parts.first else { return }
        do {
            let end = min(first.size ?? GGUFHeader.usefulPrefix, GGUFHeader.usefulPrefix)
            let stream = try await open(first, of: model, range: 0..<end, token: token)
            let bytes = try await stream.body.collect(upTo: Int(GGUFHeader.usefulPrefix))
            guard let header = GGUFHeader(bytes) else { return }
            model.facts.configuration = header.configuration ?? model.facts.configuration
            model.facts.modelType = model.facts.modelType ?? header.architecture
            model.facts.license = model.facts.license ?? header.license
            model.facts.parameters = model.facts.parameters ?? header.parameters
        } catch let problem as Problem where problem.isRetryable {
            try Task.checkCancellation()
        }
    }
}
