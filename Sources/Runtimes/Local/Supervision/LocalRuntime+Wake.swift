import Domain
import Foundation

extension LocalRuntime {
    /// Brings a sleeping engine up and returns its port when it has answered. One that runs is taken as it is.
    ///
    /// - Throws: what keeps it from answering; `conflict` when a person has stopped it.
    func awake(_ id: ServiceID) async throws -> Int {
        var record = try existing(id)
        if record.wish == .stopped { throw Self.stopped(id) }
        if record.wish == .asleep {
            do {
                try await bringUp(id, if: record)
            } catch let problem as Problem where problem.code == .cancelled {
                // Another request was first, or the end of the engine is still under way: wait for what comes.
            }
            record = try existing(id)
        }
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(record.recipe.startupSeconds)
        while clock.now < deadline {
            record = try existing(id)
            switch (record.wish, record.state) {
            case (.stopped, _): throw Self.stopped(id)
            case (_, .failed(let problem)): throw problem
            case (.running, .ready), (.running, .unproven):
                if record.process?.isRunning == true { return record.recipe.port }
            case (.running, .degraded):
                if record.startAfter == nil, record.process?.isRunning == true { return record.recipe.port }
            case (.asleep, _): if record.keeper?.isRunning != true { try? await bringUp(id, if: record) }
            default: break
            }
            try await Task.sleep(for: min(settings.interval, .milliseconds(100)))
        }
        throw Problem(
            .timedOut, "The engine did not come up in time",
            detail: "\(id) did not answer in \(record.recipe.startupSeconds) s", isRetryable: true
        )
    }

    private static func stopped(_ id: ServiceID) -> Problem {
        Problem(.conflict, "The service is stopped", detail: "\(id) was stopped by a person", fix: "Start it.")
    }
}
