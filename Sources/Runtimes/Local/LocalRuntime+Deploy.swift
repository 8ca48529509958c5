package import Domain
import Foundation

extension LocalRuntime {
    package func deploy(_ plan: ServicePlan) -> AsyncThrowingStream<DeployEvent, any Error> {
        AsyncThrowingStream { continuation in
            let following = Task {
                do {
                    let tell: Tell = { state, message in
                        continuation.yield(
                            DeployEvent(service: plan.id, state: state, message: message, at: Timestamp.now())
                        )
                    }
                    let record = try await begin(plan, tell)
                    try await keeping(record) { try await follow(record, tell) }
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
    private func begin(_ plan: ServicePlan, _ tell: @escaping Tell) async throws -> LocalServiceRecord {
        try plan.requireApplicable()
        let wish = try directory.exclusively {
            let previous = try directory.record(plan.id.name)
            guard previous?.etag == plan.basedOn else { throw Problem.planOutdated(plan.id) }
            let wish = try self.wish(for: plan, after: previous)
            try directory.write(wish)
            return wish
        }
        // A task of its own: dropping the stream now must not leave a service without a process.
        let starting = Task { try await prepared(wish, tell) }
        return try await starting.value
    }

    /// Clears away what was before, brings what is needed, and starts the engine.
    func prepared(_ wish: LocalServiceRecord, _ tell: Tell = { _, _ in }) async throws -> LocalServiceRecord {
        var record = try await retired(wish)
        await waitForPort(of: record)
        do {
            try await pullImage(of: record) { tell(.creating, $0) }
        } catch let problem as Problem {
            record.state = .failed(problem)
            try save(record)
            return record
        }
        return try launch(record)
    }

    private func wish(for plan: ServicePlan, after previous: LocalServiceRecord?) throws -> LocalServiceRecord {
        let now = Timestamp.now()
        var wish = LocalServiceRecord(
            id: plan.id, spec: plan.spec, recipe: plan.recipe, generation: (previous?.generation ?? 0) + 1,
            state: .creating, createdAt: previous?.createdAt ?? now, updatedAt: now
        )
        wish.turn = (previous?.turn ?? 0) + 1
        wish.keeper = .current
        wish.retiring = (previous?.retiring ?? []) + [previous?.process].compactMap(\.self)
        // Its end is to be waited for by its mark, too: the new one has another.
        wish.retiringTokens = (previous?.retiringTokens ?? []) + [previous?.token].compactMap(\.self)
        wish.retiringContainers = (previous?.retiringContainers ?? []) + [previous?.container].compactMap(\.self)
        wish.place = try place(of: plan.spec, fit: plan.fit, besides: plan.id.name)
        if isContainer(plan.spec, plan.recipe) {
            wish.container = try containerName(plan.id.name, turn: wish.turn)
        }
        if plan.spec.idleSeconds != nil {
            wish.gatePort = try gatePort(previous, engine: plan.recipe.port)
        }
        return wish
    }

    /// The address that a service has stays its address, whichever side listened there before.
    private func gatePort(_ previous: LocalServiceRecord?, engine: Int) throws -> Int {
        if let known = previous?.publicPort, known != engine { return known }
        return try PortBook.take(besides: Set(try directory.records().flatMap(\.ports)).union([engine]))
    }

    /// Starts the engine of a record, in one step with writing down that it was.
    func launch(_ wish: LocalServiceRecord) throws -> LocalServiceRecord {
        let log = directory.log(wish.id.name)
        return try directory.exclusively {
            try requireCurrent(wish)
            var record = wish
            try log.begin()
            // A mark of its own for each start: whoever still ends the one before does not touch this one. Written down
            // first, so that a start that nobody lived to note is found by it.
            record.token = try directory.newToken(record.id.name)
            try directory.write(record)
            let launch = EngineLaunch(record, settings, environment: ProcessInfo.processInfo.environment)
            do throws(Problem) {
                try requireFree(record)
                record.process = try EngineProcess.start(
                    launch.words, environment: launch.environment, directory: settings.directory, logPath: log.path
                )
                record.state = .starting
            } catch {
                record.process = nil
                record.state = .failed(error)
            }
            record.startedAt = Date().timeIntervalSince1970
            record.startAfter = nil
            try directory.write(record)
            return record
        }
    }

    private func requireFree(_ record: LocalServiceRecord) throws(Problem) {
        guard !PortBook.isListening(record.recipe.port) else {
            throw Problem(
                .conflict, "The engine's port is taken",
                detail: "another program listens on 127.0.0.1:\(record.recipe.port)",
                fix: "End that program (see llm-manager doctor for engines that were left), or delete the service and "
                    + "deploy it again: it gets another port."
            )
        }
    }

    /// A gate that the service no longer has may still be closing.
    private func waitForPort(of record: LocalServiceRecord) async {
        for _ in 0..<20 where PortBook.isListening(record.recipe.port) {
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Ends what earlier deploys have left, and forgets it.
    func retired(_ wish: LocalServiceRecord) async throws -> LocalServiceRecord {
        var record = wish
        for process in record.retiring {
            try await process.stop(grace: settings.stopGrace, interval: settings.interval)
        }
        for token in record.retiringTokens where !token.isEmpty { try await endMarked(token) }
        for container in record.retiringContainers { try await removeContainer(container) }
        (record.retiring, record.retiringTokens, record.retiringContainers) = ([], [], [])
        try save(record)
        return record
    }

    func save(_ record: LocalServiceRecord) throws {
        try directory.exclusively {
            try requireCurrent(record)
            var record = record
            record.updatedAt = Timestamp.now()
            try directory.write(record)
        }
    }

    /// Something that was begun later has taken over when the turn differs.
    func requireCurrent(_ record: LocalServiceRecord) throws {
        guard try directory.record(record.id.name)?.turn == record.turn else {
            throw Problem(
                .cancelled, "The work was overtaken",
                detail: "Another deploy, a stop or a delete of \(record.id) came after it",
                fix: "Look at the service as it is now."
            )
        }
    }

    /// Does something as the keeper of a record and gives it up at the end, however that comes.
    func keeping(_ record: LocalServiceRecord, _ body: () async throws -> Void) async throws {
        defer {
            try? directory.exclusively {
                if var now = try directory.record(record.id.name), now.turn == record.turn {
                    now.keeper = nil
                    try directory.write(now)
                }
            }
        }
        try await body()
    }
}
