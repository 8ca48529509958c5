import Digests
import Hummingbird
import NIOCore

/// Answers in Ollama's place, for the models whose manifests lie in its directory.
struct OllamaStandIn: Sendable {
    let recipe: EngineRecipe
    let buckets: any MountedBuckets
    let loaded: LoadedModels
    /// Names the instance whose memory `loaded` tells of.
    let revision: String

    static let version = "0.12.6"
    static let time: JSONValue = "2026-01-01T00:00:00Z"

    func answer(_ call: EngineCall) throws -> Response {
        switch (call.method, call.path) {
        case (.get, "/"), (.head, "/"): return StandIn.text("Ollama is running")
        case (.get, "/api/version"): return .json(["version": .string(Self.version)])
        case (.get, "/api/tags"), (.head, "/api/tags"): return .json(["models": .array(try models().map(\.tag))])
        case (.get, "/api/ps"): return .json(["models": .array(try running())])
        case (.get, "/v1/models"): return .json(["object": "list", "data": .array(try models().map(\.openAI))])
        case (.post, "/api/show"): return try withModel(call) { model, _ in .json(model.show) }
        case (.post, "/api/generate"): return try withModel(call) { generate($0, $1) }
        case (.post, "/api/chat"): return try withModel(call) { chat($0, $1) }
        case (.post, "/api/embed"): return try withModel(call) { embed($0, $1) }
        case (.post, "/v1/chat/completions"): return try withModel(call) { load($0).chat($1) }
        case (.post, "/v1/completions"): return try withModel(call) { load($0).complete($1) }
        case (.post, "/v1/embeddings"): return try withModel(call) { load($0).embed($1) }
        case (.post, "/api/pull"), (.post, "/api/create"), (.post, "/api/copy"), (.delete, "/api/delete"):
            return Self.error(.internalServerError, "open \(recipe.modelPath ?? ""): read-only file system")
        default: return StandIn.text("404 page not found", status: .notFound)
        }
    }

    /// All models of the directory, by name.
    func models() throws -> [OllamaServedModel] {
        guard let path = recipe.modelPath, let location = recipe.location(of: path) else { return [] }
        let prefix = location.prefix + "manifests/"
        return try (buckets.objectNames(in: location.bucket) ?? []).sorted().compactMap { name in
            guard name.hasPrefix(prefix), let model = OllamaModelName(path: String(name.dropFirst(prefix.count))),
                let bytes = try buckets.contents(of: name, in: location.bucket)
            else { return nil }
            return try OllamaServedModel(name: model, manifest: bytes) { digest in
                try buckets.contents(
                    of: location.prefix + "blobs/" + digest.replacing(":", with: "-"), in: location.bucket
                )
            }
        }
    }

    private func withModel(
        _ call: EngineCall,
        _ answer: (OllamaServedModel, JSONValue) throws -> Response
    ) throws -> Response {
        guard let body = call.json else { return Self.error(.badRequest, "invalid JSON") }
        guard let text = (body["model"] ?? body["name"])?.string, !text.isEmpty else {
            return Self.error(.badRequest, "model is required")
        }
        let wanted = OllamaModelName(text)
        guard let model = try models().first(where: { $0.name.path.lowercased() == wanted.path.lowercased() }) else {
            return Self.error(.notFound, "model '\(text)' not found")
        }
        return try answer(model, body)
    }

    private static func error(_ status: HTTPResponse.Status, _ text: String) -> Response {
        .json(["error": .string(text)], status: status)
    }

    private func load(_ model: OllamaServedModel) -> OpenAIStandIn {
        loaded.load(model.name.path, in: revision)
        return OpenAIStandIn(model: model.name.short, dimensions: 384)
    }

    private func running() throws -> [JSONValue] {
        try models().filter { loaded.isLoaded($0.name.path, in: revision) }.map { model in
            var value = model.tag
            value["size_vram"] = .integer(model.size)
            value["expires_at"] = "2318-01-01T00:00:00Z"
            value["context_length"] = .integer(recipe.maxModelLength ?? 4096)
            value["modified_at"] = nil
            return value
        }
    }

    private func generate(_ model: OllamaServedModel, _ body: JSONValue) -> Response {
        let prompt = body["prompt"]?.string ?? ""
        guard !prompt.isEmpty else {
            let unloads = body["keep_alive"]?.int64 == 0
            if unloads {
                loaded.unload(model.name.path, in: revision)
            } else {
                loaded.load(model.name.path, in: revision)
            }
            return .json([
                "model": .string(model.name.short), "created_at": Self.time, "response": "", "done": true,
                "done_reason": unloads ? "unload" : "load",
            ])
        }
        return talk(model, body, question: prompt) { ["response": .string($0)] }
    }

    private func chat(_ model: OllamaServedModel, _ body: JSONValue) -> Response {
        let messages = body["messages"]?.array ?? []
        guard let last = messages.last(where: { $0["role"] == "user" }) else {
            loaded.load(model.name.path, in: revision)
            return .json([
                "model": .string(model.name.short), "created_at": Self.time, "done": true, "done_reason": "load",
                "message": ["role": "assistant", "content": ""],
            ])
        }
        return talk(model, body, question: StandIn.text(of: last["content"])) { piece in
            ["message": ["role": "assistant", "content": .string(piece)]]
        }
    }

    private func talk(
        _ model: OllamaServedModel,
        _ body: JSONValue,
        question: String,
        piece shape: (String) -> [String: JSONValue]
    ) -> Response {
        loaded.load(model.name.path, in: revision)
        let limit = body["options"]?["num_predict"]?.int64.map { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        let reply = StandIn.reply(to: question, model: model.name.short, limit: limit)
        let common: [String: JSONValue] = ["model": .string(model.name.short), "created_at": Self.time]
        var last = common
        last["done"] = true
        last["done_reason"] = reply.isCut ? "length" : "stop"
        last["total_duration"] = 25_000_000
        last["load_duration"] = 5_000_000
        last["prompt_eval_count"] = .integer(StandIn.tokens(question))
        last["prompt_eval_duration"] = 5_000_000
        last["eval_count"] = .integer(Int64(reply.pieces.count))
        last["eval_duration"] = 15_000_000
        guard body["stream"]?.bool != false else {
            return .json(.object(last.merging(shape(reply.pieces.joined())) { _, new in new }))
                .counting(StandIn.tokens(question), Int64(reply.pieces.count))
        }
        var lines = reply.pieces.map { piece in
            JSONValue.object(common.merging(shape(piece)) { _, new in new }.merging(["done": false]) { _, new in new })
        }
        lines.append(.object(last.merging(shape("")) { _, new in new }))
        return StandIn.lines(lines).counting(StandIn.tokens(question), Int64(reply.pieces.count))
    }

    private func embed(_ model: OllamaServedModel, _ body: JSONValue) -> Response {
        loaded.load(model.name.path, in: revision)
        let vectors = OpenAIStandIn.inputs(body["input"]).map { text in
            JSONValue.array(StandIn.embedding(text, dimensions: 384).map { .number(Double($0)) })
        }
        return .json(["model": .string(model.name.short), "embeddings": .array(vectors), "total_duration": 15_000_000])
    }
}
