import Hummingbird
import NIOCore

/// Answers in vLLM's place: its paths, its shapes, its refusals (vLLM 0.33).
struct VLLMStandIn: Sendable {
    let recipe: EngineRecipe
    let buckets: any MountedBuckets
    /// The API keys that it was started with; none: it asks for none.
    var keys: [String] = []
    /// What its instance has done so far.
    var totals: (requests: Int, prompt: Int, generated: Int) = (0, 0, 0)

    private static let version = "0.33.0"

    func answer(_ call: EngineCall) throws -> Response {
        // vLLM guards these paths only; /health and /metrics stay open.
        let isGuarded = ["/v1", "/v2", "/inference"].contains { call.path.hasPrefix($0) } && call.method != .options
        if isGuarded, !keys.isEmpty, !keys.contains(call.bearer ?? "") {
            return .json(["error": "Unauthorized"], status: .unauthorized)
        }
        switch (call.method, call.path) {
        case (.get, "/health"), (.head, "/health"), (.get, "/ping"), (.post, "/ping"): return Response(status: .ok)
        case (.get, "/version"): return .json(["version": .string(Self.version)])
        case (.get, "/v1/models"): return .json(["object": "list", "data": .array(try models())])
        case (.get, "/metrics"): return StandIn.text(metrics, type: "text/plain; version=0.0.4; charset=utf-8")
        case (.post, "/v1/chat/completions"): return try generate(call) { $0.chat($1) }
        case (.post, "/v1/completions"): return try generate(call) { $0.complete($1) }
        case (.post, "/v1/embeddings"): return try embed(call)
        default: return .json(["detail": "Not Found"], status: .notFound)
        }
    }

    private func generate(_ call: EngineCall, _ answer: (OpenAIStandIn, JSONValue) -> Response) throws -> Response {
        guard try !pools() else { return .json(["detail": "Not Found"], status: .notFound) }
        return try withModel(call, answer)
    }

    private func embed(_ call: EngineCall) throws -> Response {
        guard try pools() else { return .json(["detail": "Not Found"], status: .notFound) }
        return try withModel(call) { $0.embed($1) }
    }

    private func withModel(_ call: EngineCall, _ answer: (OpenAIStandIn, JSONValue) -> Response) throws -> Response {
        guard let body = call.json else {
            return Self.error(.badRequest, "BadRequestError", "The body is not a JSON object.", param: .null)
        }
        let name = body["model"]?.string ?? recipe.models.first ?? ""
        guard recipe.models.contains(name) else {
            return Self.error(.notFound, "NotFoundError", "The model `\(name)` does not exist.", param: "model")
        }
        let dimensions = try config()["hidden_size"]?.int64 ?? 384
        return answer(OpenAIStandIn(model: name, dimensions: Int(dimensions)), body)
    }

    private static func error(
        _ status: HTTPResponse.Status,
        _ type: JSONValue,
        _ message: String,
        param: JSONValue
    ) -> Response {
        let error: JSONValue = [
            "message": .string(message), "type": type, "param": param, "code": .integer(Int64(status.code)),
        ]
        return .json(["error": error], status: status)
    }

    private func models() throws -> [JSONValue] {
        let length = try recipe.maxModelLength ?? config()["max_position_embeddings"]?.int64 ?? 2048
        return recipe.models.map { name in
            [
                "id": .string(name), "object": "model", "created": 1_767_225_600, "owned_by": "vllm",
                "root": .string(recipe.modelPath ?? name), "parent": .null, "max_model_len": .integer(length),
                "permission": [],
            ]
        }
    }

    /// Whether the runner is the pooling one: as told, else as the model's architecture says.
    private func pools() throws -> Bool {
        if recipe.pools { return true }
        let architectures = try config()["architectures"]?.array?.compactMap(\.string) ?? []
        let generates = ["ForCausalLM", "ForConditionalGeneration", "LMHeadModel"]
        return !architectures.isEmpty && !architectures.contains { name in generates.contains { name.hasSuffix($0) } }
    }

    /// The model's config.json, from where the container would read it.
    private func config() throws -> JSONValue {
        guard let path = recipe.modelPath, let location = recipe.location(of: path),
            let bytes = try buckets.contents(of: location.prefix + "config.json", in: location.bucket)
        else { return [:] }
        return (try? JSONValue(parsing: ByteBuffer(bytes: bytes))) ?? [:]
    }

    private var metrics: String {
        let labels = "{engine=\"0\",model_name=\"\(recipe.models.first ?? "")\"}"
        let requests = Double(totals.requests)
        let generated = Double(totals.generated)
        let gauges = [("num_requests_running", 0.0), ("num_requests_waiting", 0), ("kv_cache_usage_perc", 0)]
        let counters = [
            ("prompt_tokens_total", Double(totals.prompt)), ("generation_tokens_total", generated),
            ("num_preemptions_total", 0),
        ]
        let histograms = [
            ("time_to_first_token_seconds", requests, 0.02 * requests),
            ("inter_token_latency_seconds", generated, 0.004 * generated),
        ]
        var lines: [String] = []
        for (name, value) in gauges {
            lines += ["# HELP vllm:\(name) Simulated.", "# TYPE vllm:\(name) gauge", "vllm:\(name)\(labels) \(value)"]
        }
        for (name, value) in counters {
            lines += [
                "# HELP vllm:\(name) Simulated.", "# TYPE vllm:\(name) counter", "vllm:\(name)\(labels) \(value)",
            ]
        }
        for (name, count, sum) in histograms {
            lines += [
                "# TYPE vllm:\(name) histogram",
                "vllm:\(name)_bucket{engine=\"0\",le=\"+Inf\",model_name=\"\(recipe.models.first ?? "")\"} \(count)",
                "vllm:\(name)_count\(labels) \(count)", "vllm:\(name)_sum\(labels) \(sum)",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
