import Domain
import Foundation
import Outbound

extension LocalRuntime {
    typealias Tell = @Sendable (ServiceState, String) -> Void

    /// Follows a started engine until it has answered or has failed, and writes down what comes of it.
    func follow(_ start: LocalServiceRecord, _ tell: Tell) async throws {
        var record = start
        tell(.creating, "Written down as \(record.revision)")
        if case .failed(let problem) = record.state { return tell(record.state, problem.title) }
        tell(.starting, "The engine runs as process \(record.process?.pid ?? 0)")
        let outcome = try await answer(of: record) { message in
            record.state = .loading
            try save(record)
            tell(.loading, message)
        }
        switch outcome {
        case .proven(let milliseconds, let rate):
            record.state = .ready
            record.proof = ServiceProof(
                revision: record.revision, at: Timestamp.now(), firstTokenMilliseconds: milliseconds,
                tokensPerSecond: rate
            )
            try save(record)
            tell(.ready, "The engine answered in \(milliseconds) ms")
        case .refused(let status, let text):
            record.state = .unproven(reason: "The engine refused: \(status) \(text)", command: nil)
            try save(record)
            tell(record.state, "The engine refused to answer")
        case .failed(let problem):
            let cause = record.process?.isRunning == true ? problem : failure(of: record)
            try await end(record, cause, tell)
        }
    }

    /// An engine that did not come up must hold no memory and no port. One that has answered before gets other tries.
    private func end(_ record: LocalServiceRecord, _ cause: Problem, _ tell: Tell) async throws {
        try await stopProcess(of: record)
        if record.isProven {
            let next = try noteEnd(of: record, cause: cause)
            tell(next.state, cause.title)
        } else {
            var record = record
            record.state = .failed(cause)
            try save(record)
            tell(record.state, cause.title)
        }
    }

    /// Waits for the health path, then for an answer; ends early when the process does.
    private func answer(
        of record: LocalServiceRecord, _ isListening: (String) throws -> Void
    ) async throws -> EngineProver.Outcome {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(record.recipe.startupSeconds)
        while await !isHealthy(record) {
            guard record.process?.isRunning == true else { return .failed(failure(of: record)) }
            guard clock.now < deadline else {
                return .failed(
                    Problem(
                        .engineFailed, "The engine does not become healthy",
                        detail: "\(record.engineURL)\(record.recipe.healthPath) gave no 200 in "
                            + "\(record.recipe.startupSeconds) s",
                        fix: "Read the engine's log."
                    )
                )
            }
            try await Task.sleep(for: settings.interval)
        }
        try isListening("The engine listens on \(record.engineURL)")
        let prover = EngineProver(client: client, interval: settings.interval, refusalGrace: .zero)
        return try await prover.prove(
            url: record.engineURL, engine: record.recipe.engine, servedName: record.recipe.servedName,
            kind: record.recipe.proof, limit: .seconds(record.recipe.startupSeconds),
            credentials: { EndpointCredentials() }
        )
    }

    /// Whether the engine's own health path answers 2xx.
    func isHealthy(_ record: LocalServiceRecord) async -> Bool {
        let timeouts = OutboundTimeouts(head: .seconds(5), stall: nil, total: .seconds(5))
        let request = OutboundRequest(.get, record.engineURL + record.recipe.healthPath, timeouts: timeouts)
        guard let response = try? await client.send(request) else { return false }
        _ = await response.prefix(upTo: 4096)
        return response.isSuccess
    }
}
