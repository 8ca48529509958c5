/// When a journal is written, and under which of its two names.
///
/// At most one write in `interval`; names alternate, so that each is written half as often (Cloud Storage takes one
/// write a second per name) and a write that is cut off leaves the other one whole.
package struct JournalSchedule: Sendable, Hashable {
    /// Seconds between two writes.
    package let interval: Double
    package private(set) var nextSlot: Int
    private var lastWrite: Double?
    private var isDirty = false

    package init(interval: Double = 1, nextSlot: Int = 0) {
        self.interval = interval
        self.nextSlot = nextSlot
    }

    package mutating func changed() { isDirty = true }

    /// The slot to write now, or nil when nothing changed or the last write is too recent.
    ///
    /// - Parameters:
    ///   - now: seconds on any clock; when it steps back, the write is due.
    ///   - force: the run ends; write what has not been written, whatever the time.
    package mutating func due(at now: Double, force: Bool = false) -> Int? {
        guard isDirty || force else { return nil }
        if let lastWrite, !force, now >= lastWrite, now - lastWrite < interval { return nil }
        lastWrite = now
        isDirty = false
        defer { nextSlot = 1 - nextSlot }
        return nextSlot
    }

    /// Whether nothing was written for so many seconds.
    func isQuiet(at now: Double, for seconds: Double) -> Bool {
        guard let lastWrite else { return true }
        return abs(now - lastWrite) >= seconds
    }

    /// The write did not happen.
    package mutating func failed() { isDirty = true }
}
