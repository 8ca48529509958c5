import Synchronization

/// The fault schedule of a running simulator: changed by the control API and by tests, asked by every listener.
package final class FaultController: Sendable {
    private let schedule: Mutex<FaultSchedule>

    package init(plan: FaultPlan, seed: UInt64) {
        schedule = Mutex(FaultSchedule(plan: plan, seed: seed))
    }

    /// Adds rules behind those that are there.
    package func add(_ rules: [FaultRule]) {
        schedule.withLock { $0.add(rules) }
    }

    package func removeAll() {
        schedule.withLock { $0.removeAll() }
    }

    /// The rules with their counters.
    package var entries: [FaultSchedule.Entry] {
        schedule.withLock { $0.entries }
    }

    func decide(listener: SimulatorListener, method: String, target: String) -> FaultAction? {
        schedule.withLock { $0.decide(listener: listener, method: method, target: target) }
    }
}
