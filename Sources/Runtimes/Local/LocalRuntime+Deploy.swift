package import Domain
import Foundation
import NIOCore
import Outbound
import Serving

extension LocalRuntime {
    package func deploy(_ plan: ServicePlan) -> AsyncThrowingStream<DeployEvent, any Error> {
        AsyncThrowingStream { continuation in
            let following = Task {
                do {
                    let record = try await begin(plan)
                    try await follow(record) { state, message in
                        continuation.yield(
                            DeployEvent(service: plan.id, state: state, message: message, at: Timestamp.now())
                        )
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error is CancellationError ? nil : error)
                }
            }
            continuation.onTermination = { reason in
                if case .cancelled = reason { following.cancel() }
            }
        }
    }

    /// Writes the wish down, ends the process before, starts the new one. Not undone by a cancellation: the start
    /// happens in one step after the last point where it could take effect.
    private func begin(_ plan: ServicePlan) async throws -> LocalServiceRecord {
        try plan.requireApplicable()
        let now = Timestamp.now()
        let (previous, wish) = try directory.exclusively {
            let previous = try directory.record(plan.id.name)
            guard previous?.etag == plan.basedOn else { throw Problem.planOutdated(plan.id) }
            let wish = LocalServiceRecord(
                id: plan.id, spec: plan.spec, recipe: plan.recipe, generation: (previous?.generation ?? 0) + 1,
                process: nil, state: .creating, proof: nil, createdAt: previous?.createdAt ?? now, updatedAt: now
            )
            try directory.write(wish)
            return (previous?.process, wish)
        }
        // A task of its own: dropping the stream now must not leave a service without a process.
        let starting = Task {
            try await previous?.stop(grace: settings.stopGrace, interval: settings.interval)
            return try start(wish)
        }
        return try await starting.value
    }

    private func start(_ wish: LocalServiceRecord) throws -> LocalServiceRecord {
        var record = wish
        let words =
            (settings.commands[record.recipe.engine] ?? record.recipe.command) + Self.arguments(of: record.recipe)
        let log = directory.logPath(record.id.name)
        try Data().write(to: URL(filePath: log))
        return try directory.exclusively {
            try requireCurrent(record)
            do throws(Problem) {
                record.process = try EngineProcess.start(
                    words, environment: environment(for: record.recipe), directory: settings.directory, logPath: log
                )
                record.state = .starting
            } catch {
                record.state = .failed(error)
            }
            try directory.write(record)
            return record
        }
    }

    private func follow(_ start: LocalServiceRecord, _ tell: (ServiceState, String) -> Void) async throws {
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
        case .proven(let milliseconds):
            record.state = .ready
            record.proof = ServiceProof(
                revision: record.revision, at: Timestamp.now(), firstTokenMilliseconds: milliseconds
            )
            try save(record)
            tell(.ready, "The engine answered in \(milliseconds) ms")
        case .refused(let status, let text):
            record.state = .unproven(reason: "The engine refused: \(status) \(text)", command: nil)
            try save(record)
            tell(record.state, "The engine refused to answer")
        case .failed(let problem):
            let isRunning = record.process?.isRunning == true
            let cause = isRunning ? problem : failure(of: record)
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
                        detail:
                            "\(record.url)\(record.recipe.healthPath) gave no 200 in \(record.recipe.startupSeconds) s",
                        fix: "Read the engine's log."
                    )
                )
            }
            try await Task.sleep(for: settings.interval)
        }
        try isListening("The engine listens on \(record.url)")
        let prover = EngineProver(client: client, interval: settings.interval, refusalGrace: .zero)
        return try await prover.prove(
            url: record.url, engine: record.recipe.engine, servedName: record.recipe.servedName,
            kind: record.recipe.proof, limit: .seconds(record.recipe.startupSeconds),
            credentials: { EndpointCredentials() }
        )
    }

    private func isHealthy(_ record: LocalServiceRecord) async -> Bool {
        let timeouts = OutboundTimeouts(head: .seconds(5), stall: nil, total: .seconds(5))
        let request = OutboundRequest(.get, record.url + record.recipe.healthPath, timeouts: timeouts)
        guard let response = try? await client.send(request) else { return false }
        _ = await response.prefix(upTo: 4096)
        return response.isSuccess
    }

    private func save(_ record: LocalServiceRecord) throws {
        try directory.exclusively {
            try requireCurrent(record)
            var record = record
            record.updatedAt = Timestamp.now()
            try directory.write(record)
        }
    }

    /// Another deploy or a delete has taken over when the generation differs.
    private func requireCurrent(_ record: LocalServiceRecord) throws {
        guard try directory.record(record.id.name)?.generation == record.generation else {
            throw Problem(
                .cancelled, "The deploy was overtaken",
                detail: "Another deploy or a delete of \(record.id) came after it"
            )
        }
    }

    /// What an engine needs of ours to run, nothing that may be secret.
    private func environment(for recipe: ContainerRecipe) -> [String: String] {
        let kept: Set<String> = [
            "PATH", "HOME", "USER", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "CUDA_HOME", "CUDA_VISIBLE_DEVICES",
            "NVIDIA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES",
        ]
        let ours = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
        return ours.merging(recipe.environment) { _, recipes in recipes }
    }
}
