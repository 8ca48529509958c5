import Synchronization

/// Bounds how many requests each actor makes: a bucket of four seconds' worth that fills at `perSecond`.
///
/// Actors are forgotten when their bucket is full again, and there are never more than a few thousand of them: past that
/// the fullest go first, so that a flood of names gains nothing.
final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: ContinuousClock.Instant
    }

    private static let mostActors = 4096

    let perSecond: Double
    private let buckets = Mutex<[String: Bucket]>([:])

    init(perSecond: Double) { self.perSecond = perSecond }

    private var capacity: Double { perSecond * 4 }

    /// Takes one request of the actor's.
    ///
    /// - Returns: nil when it may go on, else the seconds to wait.
    func take(_ actor: String, now: ContinuousClock.Instant = .now) -> Int? {
        buckets.withLock { buckets in
            if buckets.count >= Self.mostActors, buckets[actor] == nil { forget(&buckets, now) }
            var bucket = buckets[actor] ?? Bucket(tokens: capacity, at: now)
            let passed = max(0, Double((now - bucket.at) / .milliseconds(1)) / 1000)
            bucket.tokens = min(capacity, bucket.tokens + passed * perSecond)
            bucket.at = now
            defer { buckets[actor] = bucket }
            guard bucket.tokens >= 1 else { return max(1, Int((1 - bucket.tokens) / perSecond + 0.999)) }
            bucket.tokens -= 1
            return nil
        }
    }

    private func forget(_ buckets: inout [String: Bucket], _ now: ContinuousClock.Instant) {
        let full = buckets.filter { _, bucket in
            bucket.tokens + Double((now - bucket.at) / .milliseconds(1)) / 1000 * perSecond >= capacity
        }
        for actor in full.keys { buckets[actor] = nil }
        guard buckets.count >= Self.mostActors else { return }
        for actor in buckets.sorted(by: { $0.value.tokens > $1.value.tokens }).prefix(buckets.count / 2).map(\.key) {
            buckets[actor] = nil
        }
    }
}
