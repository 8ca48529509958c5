import Synchronization

/// Rates of the listeners, in bytes a second, shared by all connections of a listener, both directions.
package final class ThrottleController: Sendable {
    private struct Bucket {
        var rate: Int
        /// The moment at which everything promised so far has flowed.
        var free: ContinuousClock.Instant
    }

    private let buckets: Mutex<[SimulatorListener: Bucket]>

    package init(rates: [SimulatorListener: Int]) {
        let now = ContinuousClock.now
        buckets = Mutex(rates.filter { $0.value > 0 }.mapValues { Bucket(rate: $0, free: now) })
    }

    /// Sets or (with `nil`) lifts a listener's rate; bodies that are flowing follow at once.
    package func set(_ rate: Int?, for listener: SimulatorListener) {
        buckets.withLock { buckets in
            buckets[listener] = rate.flatMap { $0 > 0 ? Bucket(rate: $0, free: .now) : nil }
        }
    }

    func isThrottled(_ listener: SimulatorListener) -> Bool {
        buckets.withLock { $0[listener] != nil }
    }

    /// Waits until `bytes` more may flow. Up to a twentieth of a second is given in advance.
    func pace(_ bytes: Int, on listener: SimulatorListener) async throws {
        let wait: Duration = buckets.withLock { buckets in
            guard var bucket = buckets[listener] else { return .zero }
            let now = ContinuousClock.now
            bucket.free = max(bucket.free, now - .milliseconds(50))
            bucket.free += .seconds(Double(bytes) / Double(bucket.rate))
            buckets[listener] = bucket
            return bucket.free - now
        }
        if wait > .zero { try await Task.sleep(for: wait) }
    }
}
