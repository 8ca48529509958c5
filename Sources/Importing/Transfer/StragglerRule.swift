/// Which connection is given up, and its missing range fetched on another one: one that brings nothing, or far less
/// than the others do.
///
/// A value: the watch over bytes and time is the caller's.
package struct StragglerRule: Sendable, Hashable {
    /// Seconds without a byte.
    package var silence: Double
    /// Seconds that a connection is watched before its rate counts.
    package var fairTrial: Double
    /// Slower than the usual rate by this factor is too slow.
    package var factor: Double
    /// Times that one range may be cut for slowness; then it takes what it gets.
    package var cutsForSlowness: Int

    package init(silence: Double = 20, fairTrial: Double = 5, factor: Double = 10, cutsForSlowness: Int = 3) {
        self.silence = silence
        self.fairTrial = fairTrial
        self.factor = factor
        self.cutsForSlowness = cutsForSlowness
    }

    /// One connection since it was last looked at or cut.
    package struct Watch: Sendable, Hashable {
        /// Seconds, on the clock of `now`.
        package var since: Double
        package var lastByte: Double
        package var bytes: Int64 = 0
        package var cuts = 0

        package init(at now: Double) {
            since = now
            lastByte = now
        }

        package mutating func came(_ more: Int64, at now: Double) {
            bytes += more
            lastByte = now
        }
    }

    package enum Verdict: Sendable, Hashable {
        case fine
        /// Watched long enough: the watch begins anew.
        case fineSoFar
        case silent
        case slow
    }

    /// - Parameter usual: bytes per second of the file's other connections; nil when not known.
    package func verdict(on watch: Watch, usual: Double?, at now: Double) -> Verdict {
        if now - watch.lastByte >= silence { return .silent }
        let seconds = now - watch.since
        guard seconds >= fairTrial else { return .fine }
        guard let usual, watch.cuts < cutsForSlowness, Double(watch.bytes) / seconds * factor < usual else {
            return .fineSoFar
        }
        return .slow
    }
}
