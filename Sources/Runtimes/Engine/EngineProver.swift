import Domain
import Foundation
import GoogleCloud
import NIOCore
import NIOFoundationCompat
import Outbound
import Serving

/// Asks an engine for a token (or an embedding) through its endpoint: the proof that a service works.
struct EngineProver: Sendable {
    enum Outcome: Sendable, Hashable {
        /// - Parameter tokensPerSecond: of one request at a time, its first token included; nil when it was not measured.
        case proven(milliseconds: Int, tokensPerSecond: Double?)
        /// The endpoint, not the engine, turned us away: 401, 403, or 404 of the front end.
        case refused(status: Int, text: String)
        case failed(Problem)
    }

    var client: OutboundClient
    /// Pause between two attempts.
    var interval: Duration
    /// How long a refusal may be only a right that has not spread yet.
    var refusalGrace: Duration
    /// An engine may load its weights while the request waits.
    private static let patient = OutboundTimeouts(head: .seconds(1800), stall: nil, total: .seconds(1900))

    /// A short answer: some seconds on any GPU.
    private static let rateTokens = 64
    private static let brief = OutboundTimeouts(head: .seconds(30), stall: nil, total: .seconds(30))

    init(client: OutboundClient, interval: Duration, refusalGrace: Duration) {
        self.client = client
        self.interval = interval
        self.refusalGrace = refusalGrace
    }

    /// - Parameters:
    ///   - credentials: asked for each attempt (an ID token lives an hour, a cold start may be long).
    ///   - limit: after it the last failure is the outcome.
    /// - Throws: `CancellationError` only.
    func prove(
        url: String, engine: EngineKind, servedName: String, kind: ProofKind, limit: Duration,
        credentials: @Sendable () async throws -> EndpointCredentials
    ) async throws -> Outcome {
        let serving = ServingEngines.engine(engine)
        let clock = ContinuousClock()
        let start = clock.now
        while true {
            try Task.checkCancellation()
            let outcome = try await attempt(url, serving, servedName, kind, credentials: credentials)
            let elapsed = clock.now - start
            switch outcome {
            case .proven: return outcome
            case .refused where elapsed >= refusalGrace: return outcome
            case .failed(let problem) where !problem.isRetryable || elapsed >= limit: return outcome
            case .refused, .failed: try await Task.sleep(for: interval)
            }
        }
    }

    private func attempt(
        _ url: String, _ serving: any ServingEngine, _ name: String, _ kind: ProofKind,
        credentials: @Sendable () async throws -> EndpointCredentials
    ) async throws -> Outcome {
        do {
            if let load = serving.loadRequest(servedName: name, kind: kind) {
                let (status, text) = try await send(load, to: url, credentials: await credentials())
                if let bad = self.outcome(status: status, text: text) { return bad }
            }
            let clock = ContinuousClock()
            let asked = clock.now
            let request = serving.proofRequest(servedName: name, kind: kind)
            let (status, text) = try await send(request, to: url, credentials: await credentials())
            let took = clock.now - asked
            if let bad = outcome(status: status, text: text) { return bad }
            guard serving.isProof(status: status, body: text, kind: kind) else {
                return .failed(
                    Problem(
                        .engineFailed, "The engine's answer is no proof",
                        detail: "\(request.path) answered \(status) without a token: \(text.prefix(300))",
                        fix: "Read the logs; check that the model does what its task says."
                    )
                )
            }
            let rate = kind == .generation ? try await measuredRate(url, serving, name, credentials: credentials) : nil
            return .proven(milliseconds: Int(took / .milliseconds(1)), tokensPerSecond: rate)
        } catch let error as OutboundError {
            return .failed(
                Problem(
                    .engineFailed, "The engine did not answer", detail: error.description, fix: "Read the logs.",
                    isRetryable: error.isRetryable
                )
            )
        }
    }

    /// How fast the engine generates one answer: the figure behind a price of tokens. nil when that did not work out,
    /// which is no fault of the service.
    /// - Throws: `CancellationError` only.
    private func measuredRate(
        _ url: String, _ serving: any ServingEngine, _ name: String,
        credentials: @Sendable () async throws -> EndpointCredentials
    ) async throws -> Double? {
        var question = Question("Tell me about the sea.")
        question.maxTokens = Self.rateTokens
        let request = serving.askRequest(servedName: name, kind: .generation, question: question, stream: false)
        let clock = ContinuousClock()
        let asked = clock.now
        guard
            let (status, text) = try? await send(
                request, to: url, credentials: await credentials(), timeouts: Self.brief),
            (200..<300).contains(status)
        else {
            try Task.checkCancellation()
            return nil
        }
        let seconds = (clock.now - asked) / .seconds(1)
        let tokens = GoogleJSON(parsing: text)?["usage"]?["completion_tokens"]?.double ?? 0
        // Fewer say more about the way there than about the engine.
        return tokens >= 8 && seconds > 0 ? tokens / seconds : nil
    }

    /// nil for an answer that is worth reading.
    private func outcome(status: Int, text: String) -> Outcome? {
        switch status {
        case 200..<300: return nil
        case 401, 403: return .refused(status: status, text: String(text.prefix(300)))
        // Cloud Run's front end answers with a page, an engine with JSON.
        case 404 where GoogleJSON(parsing: text) == nil: return .refused(status: status, text: String(text.prefix(300)))
        default:
            return .failed(
                Problem(
                    .engineFailed, "The engine answered with an error", detail: "\(status): \(text.prefix(300))",
                    fix: "Read the logs: the engine's own lines say why.",
                    isRetryable: status == 429 || status == 408 || status == 502 || status == 503 || status == 504
                )
            )
        }
    }

    private func send(
        _ request: EngineRequest, to url: String, credentials: EndpointCredentials,
        timeouts: OutboundTimeouts = Self.patient
    ) async throws -> (status: Int, text: String) {
        var headers: OutboundHeaders = ["Content-Type": "application/json", "Accept": "application/json"]
        for (name, value) in credentials.headers { headers[name] = value }
        let base = url.hasSuffix("/") ? String(url.dropLast()) : url
        let response = try await client.send(
            OutboundRequest(
                .post, base + request.path, headers: headers, body: .bytes(ByteBuffer(string: request.body)),
                timeouts: timeouts
            )
        )
        let body = await response.prefix(upTo: 1 << 20)
        return (response.status, String(buffer: body))
    }
}
