import Synchronization
import Testing

@testable import GoogleCloud

struct SharedWorkTests {
    /// Counts, and waits to be opened.
    private actor Gate {
        private var waiting: [CheckedContinuation<Void, Never>] = []
        private var isOpen = false

        func pass() async {
            if isOpen { return }
            await withCheckedContinuation { waiting.append($0) }
        }

        func open() {
            isOpen = true
            waiting.forEach { $0.resume() }
            waiting = []
        }
    }

    @Test func `a caller that goes away leaves the work to the others`() async throws {
        let work = SharedWork<Int>()
        let (gate, started) = (Gate(), Gate())
        let first = Task {
            try await work.value {
                await started.open(); await gate.pass(); return 7
            }
        }
        await started.pass()
        let second = Task { try await work.value { 8 } }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        await gate.open()
        // It joined the run of the first, or, having come later, began its own.
        #expect([7, 8].contains(try await second.value))
    }

    @Test func `work that nobody waits for is cancelled`() async throws {
        let work = SharedWork<Void>()
        let (started, ended) = (Gate(), Gate())
        let caller = Task {
            try await work.value {
                await started.open()
                while !Task.isCancelled { await Task.yield() }
                await ended.open()
            }
        }
        await started.pass()
        caller.cancel()
        await #expect(throws: CancellationError.self) { try await caller.value }
        await ended.pass()
    }

    @Test func `after a failure the work begins anew`() async throws {
        struct Failure: Error {}
        let work = SharedWork<Int>()
        await #expect(throws: Failure.self) { try await work.value { throw Failure() } }
        #expect(try await work.value { 1 } == 1)
    }
}
