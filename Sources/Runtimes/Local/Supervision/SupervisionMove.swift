import Domain

/// What a supervisor does about a service: decided from its record and the process table, no clock and no request.
enum SupervisionMove: Sendable, Hashable {
    case nothing
    /// A delete whose keeper has died.
    case erase
    /// A start whose keeper has died after the engine was started.
    case adopt
    /// A start whose keeper has died before, or a restart that is due.
    case start
    /// A stop whose keeper has died.
    case halt
    /// An engine that has ended unwanted.
    case noteEnd
    /// It runs: its health and its use are to be looked at.
    case watch

    /// - Parameters:
    ///   - isRunning: whether the very process of the record runs.
    ///   - isKept: whether somebody alive works on it.
    ///   - now: seconds since 1970.
    init(for record: LocalServiceRecord, isRunning: Bool, isKept: Bool, now: Double) {
        if isKept {
            self = .nothing
        } else if case .deleting = record.state {
            self = .erase
        } else if record.wish != .running {
            self = record.process == nil ? .nothing : .halt
        } else if case .failed = record.state {
            self = .nothing
        } else if let due = record.startAfter {
            self = now >= due ? .start : .nothing
        } else if isRunning {
            self = record.state.isSettled ? .watch : .adopt
        } else if record.process == nil || !record.isProven && record.state == .creating {
            self = .start
        } else {
            self = .noteEnd
        }
    }
}
