import Domain

/// What an engine counts of itself, read from its page of figures. Counters run since the engine started; what a version
/// does not tell stays unknown.
struct EngineReading: Sendable, Hashable, Codable {
    var running: Double?
    var waiting: Double?
    var cacheUse: Double?
    var promptTokens: Double?
    var generatedTokens: Double?
    var preemptions: Double?
    /// Requests that were answered.
    var answers: Double?
    /// Seconds until a first token, over so many requests.
    var firstTokenSeconds: Double?
    var firstTokens: Double?
    /// Seconds between tokens, over so many tokens.
    var gapSeconds: Double?
    var gaps: Double?

    init() {}

    /// - Returns: nil for an engine that has no such page.
    init?(of engine: EngineKind, in text: PrometheusText) {
        switch engine {
        case .vllm: self.init(vllm: text)
        case .llamacpp: self.init(llamacpp: text)
        case .ollama: return nil
        }
    }

    /// vLLM's names (0.33) and those of some versions before.
    private init(vllm text: PrometheusText) {
        func sum(_ name: String) -> Double? { text.sum("vllm:\(name)") }
        running = sum("num_requests_running")
        waiting = sum("num_requests_waiting")
        cacheUse = text.largest("vllm:kv_cache_usage_perc") ?? text.largest("vllm:gpu_cache_usage_perc")
        promptTokens = sum("prompt_tokens_total")
        generatedTokens = sum("generation_tokens_total")
        preemptions = sum("num_preemptions_total")
        answers = sum("request_success_total")
        firstTokenSeconds = sum("time_to_first_token_seconds_sum")
        firstTokens = sum("time_to_first_token_seconds_count")
        let gap = sum("inter_token_latency_seconds_count") != nil ? "inter_token_latency" : "time_per_output_token"
        gapSeconds = sum("\(gap)_seconds_sum")
        gaps = sum("\(gap)_seconds_count")
    }

    /// The names of llama.cpp's server, with `--metrics`. Older ones tell the use of the cache.
    private init(llamacpp text: PrometheusText) {
        func sum(_ name: String) -> Double? { text.sum("llamacpp:\(name)") }
        running = sum("requests_processing")
        waiting = sum("requests_deferred")
        cacheUse = sum("kv_cache_usage_ratio")
        promptTokens = sum("prompt_tokens_total")
        generatedTokens = sum("tokens_predicted_total")
        gapSeconds = sum("tokens_predicted_seconds_total")
        gaps = generatedTokens
    }

    /// For people, with means since the start.
    func figures(at now: String) -> EngineFigures {
        func mean(_ sum: Double?, _ count: Double?) -> Double? {
            guard let sum, let count, count > 0 else { return nil }
            return sum / count
        }
        return EngineFigures(
            running: running, waiting: waiting, cacheUse: cacheUse, promptTokens: promptTokens,
            generatedTokens: generatedTokens, preemptions: preemptions,
            meanFirstToken: mean(firstTokenSeconds, firstTokens), meanTokenGap: mean(gapSeconds, gaps), at: now
        )
    }
}
