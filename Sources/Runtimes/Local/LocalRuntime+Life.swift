package import Domain
import Foundation

extension LocalRuntime {
    /// Ends the engine; the service stays, and stays down until it is started.
    @discardableResult
    package func stop(_ id: ServiceID) async throws -> Service {
        try await halt(id, for: .stopped)
        return try await service(id)
    }

    /// Starts a service again that was stopped or given up, and returns when it has answered or failed.
    @discardableResult
    package func start(_ id: ServiceID) async throws -> Service {
        let record = try existing(id)
        var isGivenUp = false
        if case .failed = state(of: record) { isGivenUp = true }
        guard record.wish == .stopped || isGivenUp else {
            throw Problem(
                .conflict, "Not stopped", detail: "\(id) is \(state(of: record).name)",
                fix: "Ask it: llm-manager services ask \(id)."
            )
        }
        try await bringUp(id)
        return try await service(id)
    }

    /// Starts the engine of a service, whatever it was, and follows it.
    ///
    /// - Parameter found: nil takes it over from whoever works on it; else only when nothing has changed since.
    func bringUp(_ id: ServiceID, if found: LocalServiceRecord? = nil) async throws {
        let record = try taken(id, if: found) { record in
            record.wish = .running
            record.state = .creating
            record.restarts = 0
            record.startAfter = nil
        }
        try await keeping(record) {
            try await stopProcess(of: record)
            try await follow(prepared(record)) { _, _ in }
        }
    }

    /// Ends the engine and writes down whether a request is to wake it.
    func halt(
        _ id: ServiceID, for wish: LocalServiceRecord.Wish, if found: LocalServiceRecord? = nil
    ) async throws {
        var record = try taken(id, if: found) { record in
            record.wish = wish
            record.startAfter = nil
        }
        try await keeping(record) {
            try await stopProcess(of: record)
            record.process = nil
            record.state = .stopped
            try save(record)
        }
    }

    package func delete(_ id: ServiceID) async throws {
        let record = try taken(id) { $0.state = .deleting }
        try await erase(record)
    }

    /// The last steps of a delete, again after a keeper that died on the way.
    func erase(_ record: LocalServiceRecord) async throws {
        try await keeping(record) {
            try await stopProcess(of: record)
            _ = try await retired(record)
            try directory.exclusively {
                try requireCurrent(record)
                try directory.remove(record.id.name)
            }
        }
    }

    /// Starts an engine again that has ended or never began. Does nothing when somebody else took over.
    func startAgain(_ found: LocalServiceRecord) async throws {
        let record = try taken(found.id, if: found) { $0.state = .creating }
        try await keeping(record) {
            try await stopProcess(of: record)
            try await follow(prepared(record)) { _, _ in }
        }
    }

    /// Goes on with a start whose keeper has died.
    func adopt(_ found: LocalServiceRecord) async throws {
        let record = try taken(found.id, if: found) { _ in }
        try await keeping(record) { try await follow(record) { _, _ in } }
    }

    /// Writes down that an engine has ended unwanted, and whether it gets another try.
    @discardableResult
    func noteEnd(of record: LocalServiceRecord, cause: Problem) throws -> LocalServiceRecord {
        var record = record
        let now = Date().timeIntervalSince1970
        let rule = RestartRule(settings.supervision)
        record.process = nil
        if let next = rule.next(restarts: record.restarts, ranFor: record.startedAt.map { now - $0 } ?? 0) {
            record.restarts = next.restarts
            record.startAfter = now + next.pause
            let at = Timestamp.text(Date(timeIntervalSince1970: now + next.pause))
            record.state = .degraded(
                reason: "\(cause.title) (\(cause.detail)); it is started again at \(at), "
                    + "try \(next.restarts) of \(settings.supervision.restartLimit)"
            )
        } else {
            record.startAfter = nil
            record.state = .failed(
                Problem(
                    .engineFailed, "The engine keeps ending",
                    detail: "\(record.restarts) restarts in a row did not keep it up; the last time: \(cause.detail)",
                    fix: cause.fix + " Then start or deploy it again."
                )
            )
        }
        try save(record)
        return record
    }

    /// Ends the process of a record, its children and its container. Nothing of them is left when it returns.
    func stopProcess(of record: LocalServiceRecord) async throws {
        // First: what its program does not end orderly stays in that program's books.
        try await endContainer(of: record)
        try await record.process?.stop(
            grace: settings.stopGrace, interval: settings.interval, token: record.token
        )
        try await endMarked(record.token)
    }

    /// Ends every process that carries the mark: one whose start was never written down, and what engines leaked.
    func endMarked(_ token: String) async throws {
        guard !token.isEmpty else { return }
        while true {
            let marked = ProcessTable.read().entries.filter { $0.token == token }
            if marked.isEmpty { return }
            for entry in marked { entry.process.endNow() }
            try await Task.sleep(for: min(settings.interval, .milliseconds(20)))
        }
    }

    /// Takes a service over: everything that was begun before sees a later turn and gives up.
    ///
    /// - Parameter found: nil takes it whatever it is; else only when nothing has changed since.
    private func taken(
        _ id: ServiceID, if found: LocalServiceRecord? = nil, _ change: (inout LocalServiceRecord) -> Void
    ) throws -> LocalServiceRecord {
        try directory.exclusively {
            var record = try existing(id)
            if let found, record.turn != found.turn || record.state != found.state || record.wish != found.wish {
                throw Problem(.cancelled, "The work was overtaken", detail: "\(id) has changed in the meantime")
            }
            record.turn += 1
            record.keeper = .current
            change(&record)
            try directory.write(record)
            return record
        }
    }
}
