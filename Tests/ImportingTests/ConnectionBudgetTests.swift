import Importing
import Synchronization
import Testing

private final class Open: Sendable {
    private let state = Mutex((now: 0, highest: 0))

    var highest: Int { state.withLock { $0.highest } }
    func enter() {
        state.withLock { open in
            open.now += 1
            open.highest = max(open.highest, open.now)
        }
    }
    func leave() { state.withLock { $0.now -= 1 } }
}

struct ConnectionBudgetTests {
    @Test func `no more connections than the budget has, and all come back`() async throws {
        let budget = ConnectionBudget(3)
        let open = Open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await budget.using {
                        open.enter()
                        await Task.yield()
                        open.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(open.highest <= 3)
        #expect(budget.used == 0)
    }

    @Test func `what fails gives its connection back`() async {
        let budget = ConnectionBudget(1)
        await #expect(throws: CancellationError.self) { try await budget.using { throw CancellationError() } }
        #expect(budget.used == 0)
    }
}
