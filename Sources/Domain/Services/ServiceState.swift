/// States of a service, the same for every runtime.
///
/// `ready` means that the engine generated a token (or an embedding) for this revision, not that a port is open.
package enum ServiceState: Sendable, Hashable, Codable {
    case pending, creating, pulling, starting, loading, ready
    /// It runs, but nobody has proven that it answers; the reason, and how the user can prove it.
    case unproven(reason: String, command: String?)
    case degraded(reason: String)
    case stopped
    case failed(Problem)
    case deleting

    package var name: String {
        switch self {
        case .pending: "pending"
        case .creating: "creating"
        case .pulling: "pulling"
        case .starting: "starting"
        case .loading: "loading"
        case .ready: "ready"
        case .unproven: "unproven"
        case .degraded: "degraded"
        case .stopped: "stopped"
        case .failed: "failed"
        case .deleting: "deleting"
        }
    }

    /// Whether a deploy that follows this service has come to its end.
    package var isSettled: Bool {
        switch self {
        case .ready, .unproven, .degraded, .stopped, .failed: true
        case .pending, .creating, .pulling, .starting, .loading, .deleting: false
        }
    }

    /// Whether a deploy may go from this state to that one: forward, or to an end; never from an end back.
    package func canBecome(_ next: ServiceState) -> Bool {
        if self == next { return true }
        if case .deleting = next { return true }
        guard let from = rank, let to = next.rank else { return !isSettled || rank == nil && next.rank == nil }
        return to > from
    }

    private var rank: Int? {
        switch self {
        case .pending: 0
        case .creating: 1
        case .pulling: 2
        case .starting: 3
        case .loading: 4
        case .ready: 5
        case .unproven, .degraded, .stopped, .failed, .deleting: nil
        }
    }
}

/// The record that a revision answered.
package struct ServiceProof: Sendable, Hashable, Codable {
    package var revision: String
    /// RFC 3339, UTC.
    package var at: String
    package var firstTokenMilliseconds: Int

    package init(revision: String, at: String, firstTokenMilliseconds: Int) {
        self.revision = revision
        self.at = at
        self.firstTokenMilliseconds = firstTokenMilliseconds
    }
}
