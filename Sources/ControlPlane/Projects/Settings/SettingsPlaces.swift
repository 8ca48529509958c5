import Domain
import Synchronization

/// Which bucket of a project holds its settings, as this process saw it last: so that a plan need not look into every
/// bucket to find one small object.
///
/// What it knows is a hint. The object is read each time, and where it is no longer the whole project is looked through
/// again; that there is none is believed for ``patience`` only, and never when something is about to be deployed.
package final class SettingsPlaces: Sendable {
    /// How long it is believed that nobody has remembered anything.
    static let patience: Duration = .seconds(15)
    /// How long a bucket is asked first, before older ones are looked into again.
    static let memory: Duration = .seconds(300)

    enum Hint: Sendable, Hashable {
        case bucket(String)
        case nowhere
    }

    private let now: @Sendable () -> ContinuousClock.Instant
    private let seen = Mutex<[Target: (hint: Hint, at: ContinuousClock.Instant)]>([:])

    init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.now = now
    }

    /// nil: it must be looked for.
    func hint(of target: Target) -> Hint? {
        guard let found = seen.withLock({ $0[target] }) else { return nil }
        let limit = found.hint == .nowhere ? Self.patience : Self.memory
        return found.at.duration(to: now()) < limit ? found.hint : nil
    }

    func remember(_ hint: Hint, of target: Target) {
        let moment = now()
        seen.withLock { $0[target] = (hint, moment) }
    }

    func forget(_ target: Target) { seen.withLock { $0[target] = nil } }
}
