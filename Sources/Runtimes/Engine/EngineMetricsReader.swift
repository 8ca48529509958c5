import Domain
import NIOCore
import Outbound

/// Reads what an engine that is up exports of itself. vLLM's and llama.cpp's `/metrics` ask for no key; Ollama has no
/// such page.
struct EngineMetricsReader: Sendable {
    var client: OutboundClient
    private static let timeouts = OutboundTimeouts(head: .seconds(10), stall: nil, total: .seconds(15))

    /// - Returns: the figures, or why there are none.
    func figures(
        of engine: EngineKind, at url: String, _ credentials: EndpointCredentials
    ) async throws -> (EngineFigures?, String?) {
        let (reading, note) = try await reading(of: engine, at: url, credentials)
        return (reading?.figures(at: Timestamp.now()), note)
    }

    /// - Returns: the counters, or why there are none.
    func reading(
        of engine: EngineKind, at url: String, _ credentials: EndpointCredentials
    ) async throws -> (EngineReading?, String?) {
        guard engine != .ollama else { return (nil, "Ollama exports no figures.") }
        let base = url.hasSuffix("/") ? String(url.dropLast()) : url
        var headers: OutboundHeaders = ["Accept": "text/plain"]
        for (name, value) in credentials.headers { headers[name] = value }
        do {
            let answer = try await client.send(
                OutboundRequest(.get, base + "/metrics", headers: headers, timeouts: Self.timeouts))
            let body = await answer.prefix(upTo: 4 << 20)
            guard answer.isSuccess else { return (nil, "The engine's /metrics answered \(answer.status).") }
            return (EngineReading(of: engine, in: PrometheusText(String(buffer: body))), nil)
        } catch let error as OutboundError {
            return (nil, "The engine's /metrics did not answer: \(error.code).")
        }
    }
}
