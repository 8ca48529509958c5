import Foundation
import GoogleCloud

/// Which entries of overlapping reads are new. Entries arrive late and out of order: each read therefore goes back over
/// what Logging received within the overlap, and an entry is known by its insert id and its time (an insert id alone may
/// be given twice by different writers).
struct LogWindow: Sendable {
    struct Key: Hashable, Sendable {
        var insertID: String
        var timestamp: String
    }

    /// How long an entry may take from being received to being found.
    let overlap: TimeInterval
    /// How old an entry may say to be when it is received.
    let lateness: TimeInterval
    /// Nothing before this moment was asked for.
    let floor: Date?
    private var seen: [Key: Date] = [:]
    private var receivedUpTo: Date

    init(start: Date, overlap: TimeInterval = 180, lateness: TimeInterval = 3600, floor: Date? = nil) {
        self.overlap = overlap
        self.lateness = lateness
        self.floor = floor
        receivedUpTo = start
    }

    /// From when on the next read must look: by the time of receiving, and by the entries' own time.
    var bounds: (received: Date, since: Date) {
        let received = receivedUpTo.addingTimeInterval(-overlap)
        let since = received.addingTimeInterval(-lateness)
        return (received, max(since, floor ?? since))
    }

    /// The entries of a read that no read before had, in the order of their own times.
    mutating func take(_ entries: [LogEntry], readAt: Date) -> [LogEntry] {
        var news: [LogEntry] = []
        for entry in entries {
            let key = Self.key(entry)
            let received = entry.receiveTimestamp.flatMap(Timestamp.date) ?? readAt
            guard seen.updateValue(received, forKey: key) == nil else { continue }
            news.append(entry)
        }
        receivedUpTo = max(receivedUpTo, readAt)
        // What was received before the window cannot come again.
        let forgotten = bounds.received.addingTimeInterval(-1)
        seen = seen.filter { $0.value >= forgotten }
        return news.sorted { ($0.timestamp ?? "") < ($1.timestamp ?? "") }
    }

    /// Entries known from elsewhere: the page that was shown first.
    mutating func remember(_ entries: [LogEntry], readAt: Date) { _ = take(entries, readAt: readAt) }

    static func key(_ entry: LogEntry) -> Key {
        Key(insertID: entry.insertId ?? "", timestamp: entry.timestamp ?? entry.receiveTimestamp ?? "")
    }
}
