import Domain
import Synchronization

/// Remembers for a while that a hub is out of reach, so that not every range of a file waits for it.
final class HubOutage: Sendable {
    private static let length = Duration.seconds(60)

    private struct State {
        var problem: Problem
        var ends: Duration
    }

    private let state = Mutex<State?>(nil)

    /// Whether a hub that answers so is out, or overrun; anything else is its word.
    static func isOne(_ problem: Problem) -> Bool {
        switch problem.code {
        case .networkUnreachable, .timedOut, .rateLimited: true
        case .sourceUnavailable: problem.isRetryable
        default: false
        }
    }

    /// What was wrong; nil when the hub may be asked.
    func problem(at now: Duration) -> Problem? {
        state.withLock { state in
            guard let known = state, now < known.ends else { return nil }
            return known.problem
        }
    }

    func begin(_ problem: Problem, at now: Duration) {
        state.withLock { $0 = State(problem: problem, ends: now + Self.length) }
    }

    /// - Returns: what was wrong.
    func end() -> Problem? {
        state.withLock { state in
            defer { state = nil }
            return state?.problem
        }
    }
}
