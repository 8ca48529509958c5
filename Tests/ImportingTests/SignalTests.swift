import Importing
import Synchronization
import Testing

struct SignalTests {
    @Test func `a change between looking and waiting is not missed`() async throws {
        let signal = Signal()
        let seen = signal.generation
        signal.notify()
        try await signal.wait(after: seen)
    }

    @Test func `every waiting task is woken`() async throws {
        let signal = Signal()
        let seen = signal.generation
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { try await signal.wait(after: seen) } }
            await Task.yield()
            signal.notify()
            try await group.waitForAll()
        }
    }

    @Test func `a cancelled task waits no longer`() async {
        let signal = Signal()
        let seen = signal.generation
        let task = Task { try await signal.wait(after: seen) }
        await Task.yield()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
