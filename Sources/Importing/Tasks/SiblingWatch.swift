package import Domain

/// What the coordinator makes of the other tasks' journals. Pure: the time comes with every look.
///
/// Whether a task lives is told by its journal changing, never by the times in it, so clocks may differ.
package struct SiblingWatch: Sendable {
    package enum Verdict: Sendable, Hashable {
        case waiting
        /// Every task has brought its files.
        case finished
        /// A task met what trying again does not cure.
        case failed(Problem)
        /// These have shown no life for too long, and their files are anybody's.
        case dead([Int])
    }

    private struct Sign: Hashable {
        var epoch: Int64
        var version: Int64
    }

    private let group: String
    /// Seconds without a sign of life.
    private let patience: Double
    private var waiting: [Int: (sign: Sign?, since: Double)] = [:]

    /// - Parameters:
    ///   - tasks: those that have files.
    ///   - now: seconds on any clock.
    package init(tasks: [Int], group: String, patience: Double, now: Double) {
        self.group = group
        self.patience = patience
        for task in tasks { waiting[task] = (nil, now) }
    }

    package mutating func look(at journals: [Int: Journal], now: Double) -> Verdict {
        for (task, last) in waiting {
            // A journal of an earlier run of the import says nothing of this one's task.
            guard let journal = journals[task], journal.group == group else { continue }
            if journal.state == .publishing || journal.state == .completed {
                waiting[task] = nil
                continue
            }
            if case .failed(let problem) = journal.state, !problem.isRetryable { return .failed(problem) }
            let sign = Sign(epoch: journal.epoch, version: journal.version)
            if sign != last.sign { waiting[task] = (sign, now) }
        }
        guard !waiting.isEmpty else { return .finished }
        let dead = waiting.filter { abs(now - $0.value.since) > patience }.keys.sorted()
        return dead.isEmpty ? .waiting : .dead(dead)
    }
}
