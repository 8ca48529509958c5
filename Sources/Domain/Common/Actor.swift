/// Who asks. Made once per request (or once per CLI run) and carried through every use case.
package struct RequestContext: Sendable, Hashable {
    package var actor: String
    package var role: Role
    package var target: Target
    /// Appears in the log, in the answer's headers and in the audit line.
    package var requestID: String

    package init(actor: String, role: Role, target: Target, requestID: String) {
        self.actor = actor
        self.role = role
        self.target = target
        self.requestID = requestID
    }

    /// Throws `permission-denied` when the actor's role is below `needed`.
    package func require(_ needed: Role, to action: String) throws(Problem) {
        guard role >= needed else {
            throw Problem(
                .permissionDenied, "Not allowed",
                detail: "\(actor) is \(role.rawValue); to \(action) takes \(needed.rawValue)",
                fix: "Ask an admin of this manager for the role \(needed.rawValue)."
            )
        }
    }
}

/// What an actor may do: look, work, or administer. Each includes the ones before.
package enum Role: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    case viewer, `operator`, admin

    package static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }
    private var rank: Int {
        switch self {
        case .viewer: 0
        case .operator: 1
        case .admin: 2
        }
    }
}
