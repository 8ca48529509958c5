import API
import Domain
import Synchronization

/// The event of an import's snapshot, encoded once for everybody who watches: two hundred watchers share its bytes.
final class ImportEvents: Sendable {
    /// Imports whose latest event is kept.
    private static let limit = 64

    private struct Key: Hashable {
        var id: String
        var target: Target
    }

    private struct Latest {
        var version: Int64
        var state: ImportState
        var isElsewhere: Bool
        var event: ServerEvent
    }

    private let latest = Mutex<[Key: Latest]>([:])

    func event(_ snapshot: ImportSnapshot) throws -> ServerEvent {
        let key = Key(id: snapshot.id, target: snapshot.target)
        let known = latest.withLock { $0[key] }
        if let known, known.version == snapshot.version, known.state == snapshot.state,
            known.isElsewhere == snapshot.isElsewhere
        {
            return known.event
        }
        let event = try ServerEvent(snapshot)
        let made = Latest(
            version: snapshot.version, state: snapshot.state, isElsewhere: snapshot.isElsewhere, event: event
        )
        latest.withLock { latest in
            if latest.count >= Self.limit { latest = [:] }
            // A watcher that is behind does not take the newer one away from the others.
            if latest[key].map({ $0.version <= made.version }) ?? true { latest[key] = made }
        }
        return event
    }
}
