import Domain
import NIOCore
import Outbound

/// Reads what an engine that is up exports of itself. vLLM's `/metrics` asks for no key; Ollama has no such page.
struct EngineMetricsReader: Sendable {
    var client: OutboundClient
    private static let timeouts = OutboundTimeouts(head: .seconds(10), stall: nil, total: .seconds(15))

    /// - Returns: the figures, or why there are none.
    func figures(
        of engine: EngineKind, at url: String, _ credentials: EndpointCredentials
    ) async throws -> (EngineFigures?, String?) {
        guard engine == .vllm else { return (nil, "Ollama exports no figures.") }
        let base = url.hasSuffix("/") ? String(url.dropLast()) : url
        var headers: OutboundHeaders = ["Accept": "text/plain"]
        for (name, value) in credentials.headers { headers[name] = value }
        do {
            let answer = try await client.send(
                OutboundRequest(.get, base + "/metrics", headers: headers, timeouts: Self.timeouts))
            let body = await answer.prefix(upTo: 4 << 20)
            guard answer.isSuccess else { return (nil, "The engine's /metrics answered \(answer.status).") }
            return (Self.figures(in: PrometheusText(String(buffer: body)), at: Timestamp.now()), nil)
        } catch let error as OutboundError {
            return (nil, "The engine's /metrics did not answer: \(error.code).")
        }
    }

    /// vLLM's names (0.33); what an older or newer version does not have stays unknown.
    static func figures(in text: PrometheusText, at now: String) -> EngineFigures {
        func mean(_ name: String) -> Double? {
            guard let sum = text.sum("vllm:\(name)_sum"), let count = text.sum("vllm:\(name)_count"), count > 0 else {
                return nil
            }
            return sum / count
        }
        return EngineFigures(
            running: text.sum("vllm:num_requests_running"), waiting: text.sum("vllm:num_requests_waiting"),
            cacheUse: text.largest("vllm:kv_cache_usage_perc") ?? text.largest("vllm:gpu_cache_usage_perc"),
            promptTokens: text.sum("vllm:prompt_tokens_total"),
            generatedTokens: text.sum("vllm:generation_tokens_total"),
            preemptions: text.sum("vllm:num_preemptions_total"),
            meanFirstToken: mean("time_to_first_token_seconds"),
            meanTokenGap: mean("inter_token_latency_seconds") ?? mean("time_per_output_token_seconds"), at: now
        )
    }
}
