import Importing
import Synchronization
import Testing

private final class Peak: Sendable {
    private let bytes = Mutex<Int64>(0)

    var value: Int64 { bytes.withLock { $0 } }
    func note(_ used: Int64) { bytes.withLock { $0 = max($0, used) } }
}

struct ByteBudgetTests {
    @Test func `never more than the capacity is held, and everybody gets a turn`() async throws {
        let budget = ByteBudget(capacity: 10)
        let highest = Peak()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let bytes = Int64(number % 7 + 1)
                    try await budget.acquire(bytes)
                    let used = budget.used
                    highest.note(used)
                    await Task.yield()
                    budget.release(bytes)
                }
            }
            try await group.waitForAll()
        }
        #expect(highest.value <= 10)
        #expect(budget.used == 0)
    }

    @Test func `a request above the capacity is granted alone`() async throws {
        let budget = ByteBudget(capacity: 4)
        try await budget.acquire(100)
        #expect(budget.used == 4)
        budget.release(100)
        #expect(budget.used == 0)
    }

    @Test func `a cancelled request holds nothing and lets the next one through`() async throws {
        let budget = ByteBudget(capacity: 4)
        try await budget.acquire(3)
        let waiting = Task { try await budget.acquire(4) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        try await budget.acquire(1)
        #expect(budget.used == 4)
    }

    @Test func `a share gives back what it holds, once`() async throws {
        let budget = ByteBudget(capacity: 10)
        let share = BudgetShare(of: budget)
        try await share.acquire(4)
        try await share.acquire(3)
        share.release(4)
        #expect(budget.used == 3)
        share.releaseAll()
        share.releaseAll()
        #expect(budget.used == 0)
    }
}
