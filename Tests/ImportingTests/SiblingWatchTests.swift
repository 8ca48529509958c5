import Domain
import Importing
import Testing

struct SiblingWatchTests {
    private func journal(
        _ version: Int64, _ state: ImportState = .transferring, group: String? = "g"
    ) -> Journal {
        var journal = Journal(importID: "i", epoch: 1, pin: "p", task: 1, updatedAt: "")
        journal.version = version
        journal.state = state
        journal.group = group
        return journal
    }

    private var watch: SiblingWatch { SiblingWatch(tasks: [1, 2], group: "g", patience: 10, now: 0) }

    @Test func `all is brought when every task says so`() {
        var watch = watch
        #expect(watch.look(at: [1: journal(1), 2: journal(1)], now: 1) == .waiting)
        #expect(watch.look(at: [1: journal(2, .publishing), 2: journal(2)], now: 2) == .waiting)
        #expect(watch.look(at: [1: journal(2, .publishing), 2: journal(3, .publishing)], now: 3) == .finished)
    }

    @Test func `a task lives as long as its journal changes`() {
        var watch = watch
        for second in 1...30 {
            let journals = [1: journal(Int64(second)), 2: journal(Int64(second))]
            #expect(watch.look(at: journals, now: Double(second)) == .waiting)
        }
        #expect(watch.look(at: [1: journal(30), 2: journal(99)], now: 41) == .dead([1]))
    }

    @Test func `a task that never began is dead in the end, and a journal of an earlier run says nothing`() {
        var watch = watch
        let old = [1: journal(1, .publishing, group: "earlier"), 2: journal(1, .publishing)]
        #expect(watch.look(at: old, now: 1) == .waiting)
        #expect(watch.look(at: old, now: 11) == .dead([1]))
    }

    @Test func `only a failure that trying again does not cure ends the wait`() {
        var watch = watch
        let again = Problem(.unavailable, "t", detail: "d", isRetryable: true)
        #expect(watch.look(at: [1: journal(1, .failed(again))], now: 1) == .waiting)
        let wrong = Problem(.digestMismatch, "t", detail: "d")
        #expect(watch.look(at: [1: journal(1, .failed(wrong))], now: 2) == .failed(wrong))
    }
}
