import Foundation
import GoogleCloud
import Testing

@testable import Runtimes

struct LogWindowTests {
    private let start = Date(timeIntervalSince1970: 1_800_000_000)

    private func entry(_ id: String, at: TimeInterval, received: TimeInterval? = nil) throws -> LogEntry {
        let json: [String: String] = [
            "insertId": id, "timestamp": Timestamp.precise(start.addingTimeInterval(at)),
            "receiveTimestamp": Timestamp.precise(start.addingTimeInterval(received ?? at)),
        ]
        return try JSONDecoder().decode(LogEntry.self, from: JSONEncoder().encode(json))
    }

    @Test func `an entry that comes late and out of order is new, once`() throws {
        var window = LogWindow(start: start)
        let read = { (seconds: TimeInterval) in start.addingTimeInterval(seconds) }
        let first = window.take([try entry("b", at: 2), try entry("a", at: 1)], readAt: read(3))
        #expect(first.map(\.insertId) == ["a", "b"])
        // It happened before both, was received after them, and is found a minute later.
        let late = try entry("c", at: 0.5, received: 2.5)
        let second = window.take([try entry("a", at: 1), late, try entry("b", at: 2)], readAt: read(60))
        #expect(second.map(\.insertId) == ["c"])
        #expect(window.take([late], readAt: read(61)).isEmpty)
    }

    @Test func `equal insert ids of different moments are two entries`() throws {
        var window = LogWindow(start: start)
        let news = window.take([try entry("a", at: 1), try entry("a", at: 2)], readAt: start)
        #expect(news.count == 2)
    }

    @Test func `each read looks back over the overlap, and never before what was asked for`() throws {
        var window = LogWindow(start: start, overlap: 100, lateness: 1000, floor: start.addingTimeInterval(-500))
        #expect(window.bounds.received == start.addingTimeInterval(-100))
        #expect(window.bounds.since == start.addingTimeInterval(-500))
        _ = window.take([], readAt: start.addingTimeInterval(900))
        #expect(window.bounds.received == start.addingTimeInterval(800))
        #expect(window.bounds.since == start.addingTimeInterval(-200))
    }

    @Test func `what the window has left behind is forgotten, what it may meet again is not`() throws {
        var window = LogWindow(start: start, overlap: 100)
        _ = window.take([try entry("a", at: 0)], readAt: start)
        #expect(window.take([try entry("a", at: 0)], readAt: start.addingTimeInterval(99)).isEmpty)
        _ = window.take([], readAt: start.addingTimeInterval(500))
        #expect(window.take([try entry("a", at: 0)], readAt: start.addingTimeInterval(500)).count == 1)
    }
}
