/// The life of an import. A value: `apply` says what an event does to it, and refuses what cannot happen.
///
///     planned → transferring → publishing → completed
///                   ↓   ↑            ↓
///              interrupted     failed / cancelled (from any state before completed)
package enum ImportState: Sendable, Hashable, Codable {
    case planned
    case transferring
    case publishing
    case completed
    /// Can go on: see ``Interruption``.
    case interrupted(reason: Interruption)
    case failed(Problem)
    case cancelled

    /// Why an import that can go on does not run. Only what a person has stopped waits for a person.
    package enum Interruption: String, Sendable, Hashable, Codable, CaseIterable {
        /// A person stopped it (Ctrl-C).
        case stopped
        /// Its manager was shut down in order; any other may go on.
        case shutDown = "shut-down"
        /// Its process is gone without a word; any other may go on.
        case died
        /// It was begun with a token, which is never stored.
        case needsToken = "needs-token"
    }

    package enum Event: Sendable, Hashable {
        case started, allTransferred, published, stopped(Interruption), failed(Problem), cancelled, resumed
    }

    /// Whether nothing will happen any more by itself.
    package var isSettled: Bool {
        switch self {
        case .planned, .transferring, .publishing: false
        case .completed, .interrupted, .failed, .cancelled: true
        }
    }

    package var canResume: Bool {
        switch self {
        case .interrupted, .failed: true
        case .planned, .transferring, .publishing, .completed, .cancelled: false
        }
    }

    /// A word for lists: `transferring`, `interrupted`, …
    package var name: String {
        switch self {
        case .planned: "planned"
        case .transferring: "transferring"
        case .publishing: "publishing"
        case .completed: "completed"
        case .interrupted: "interrupted"
        case .failed: "failed"
        case .cancelled: "cancelled"
        }
    }

    /// - Throws: `Problem(.conflict)` when the event cannot happen in this state.
    package mutating func apply(_ event: Event) throws(Problem) {
        switch (self, event) {
        case (.planned, .started), (.interrupted, .resumed), (.failed, .resumed): self = .transferring
        case (.transferring, .allTransferred): self = .publishing
        case (.publishing, .published): self = .completed
        case (.planned, .stopped(let why)), (.transferring, .stopped(let why)), (.publishing, .stopped(let why)):
            self = .interrupted(reason: why)
        case (.planned, .failed(let problem)), (.transferring, .failed(let problem)),
            (.publishing, .failed(let problem)), (.interrupted, .failed(let problem)):
            self = .failed(problem)
        case (.planned, .cancelled), (.transferring, .cancelled), (.publishing, .cancelled),
            (.interrupted, .cancelled), (.failed, .cancelled):
            self = .cancelled
        default:
            throw Problem(
                .conflict, "Not possible now", detail: "an import that is \(name) cannot take the step ‘\(event)’"
            )
        }
    }
}
