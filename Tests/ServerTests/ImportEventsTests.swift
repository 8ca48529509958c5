import Domain
import NIOCore
import TestSupport
import Testing

@testable import Server

struct ImportEventsTests {
    @Test func `two hundred watchers of one version share its bytes`() throws {
        let events = ImportEvents()
        let snapshot = FakeImports.snapshot(.transferring, version: 7)
        let first = try events.event(snapshot)
        var other = snapshot
        other.bytesPerSecond = 99
        for _ in 0..<200 { #expect(try events.event(other).bytes == first.bytes) }
        let next = try events.event(FakeImports.snapshot(.transferring, version: 8))
        #expect(next.bytes != first.bytes)
        #expect(String(buffer: next.bytes).hasPrefix("event: import\nid: 8\ndata: {"))
    }

    @Test func `a new state of the same version is another event, and another target's import too`() throws {
        let events = ImportEvents()
        let running = try events.event(FakeImports.snapshot(.transferring, version: 7))
        let dead = try events.event(FakeImports.snapshot(.interrupted(reason: .died), version: 7))
        #expect(String(buffer: dead.bytes).contains("interrupted"))
        #expect(running.bytes != dead.bytes)
        var foreign = FakeImports.snapshot(.transferring, version: 7)
        foreign.target = .local
        foreign.bucket = "another"
        #expect(String(buffer: try events.event(foreign).bytes).contains("another"))
    }
}
