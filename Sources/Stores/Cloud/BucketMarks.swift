import GoogleCloud
import Synchronization

/// Which buckets were seen without our marker a moment ago, so that a project of 500 buckets is not looked through again
/// with every list. Shared by all providers of a process; nothing of it is kept.
///
/// A marker that is there is never passed over for longer than ``lifetime``, and usually not at all: a bucket is looked
/// into every time when it carries our label (which every bucket that we make has), when it is young, when it has changed,
/// and when this process was asked about it by name lately, as it is before it marks one.
package final class BucketMarks: Sendable {
    /// On each bucket that a manager makes. A hint: what counts is the marker object.
    static let label = ("managed-by", "llm-manager")
    /// How long a look that found no marker holds.
    package static let lifetime = Duration.seconds(60)
    /// A bucket is marked soon after it was made or named.
    static let soon = Duration.seconds(600)

    private struct Seen {
        var metageneration: Int64?
        var created: String?
        var at: Duration
    }

    private struct State {
        var unmarked: [String: Seen] = [:]
        var asked: [String: Duration] = [:]
    }

    private let elapsed: @Sendable () -> Duration
    private let state = Mutex(State())

    package convenience init() {
        let start = ContinuousClock.now
        self.init(elapsed: { ContinuousClock.now - start })
    }

    /// - Parameter elapsed: how old the process is; a test moves it.
    package init(elapsed: @escaping @Sendable () -> Duration) { self.elapsed = elapsed }

    /// Somebody named the bucket: it is looked into for a while, whatever was seen.
    func asked(_ name: String) {
        let now = elapsed()
        state.withLock { state in
            state.asked = state.asked.filter { now - $0.value < Self.soon }
            state.asked[name] = now
            state.unmarked[name] = nil
        }
    }

    /// Whether the bucket had no marker a moment ago, and nothing says that it may have one now.
    func isUnmarked(_ bucket: Bucket) -> Bool {
        guard let name = bucket.name, bucket.labels?[Self.label.0] != Self.label.1 else { return false }
        let now = elapsed()
        return state.withLock { state in
            guard let seen = state.unmarked[name], now - seen.at < Self.lifetime else { return false }
            return seen.metageneration == bucket.metageneration?.value && seen.created == bucket.timeCreated
        }
    }

    /// - Parameter isYoung: made within ``soon``.
    func sawNone(_ bucket: Bucket, isYoung: Bool) {
        guard let name = bucket.name, !isYoung else { return }
        let now = elapsed()
        let seen = Seen(metageneration: bucket.metageneration?.value, created: bucket.timeCreated, at: now)
        state.withLock { state in
            if let asked = state.asked[name], now - asked < Self.soon { return }
            state.unmarked[name] = seen
        }
    }
}
