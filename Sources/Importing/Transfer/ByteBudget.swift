import Synchronization

/// The one bound of memory: bytes that all files of an import may hold at a time.
///
/// First come, first served, so that no file starves. A request above the capacity is granted when it would be alone.
package final class ByteBudget: Sendable {
    package let capacity: Int64
    private let state: Mutex<State>

    private struct State {
        var used: Int64 = 0
        var nextTicket: UInt64 = 0
        var queue: [Waiter] = []
        /// Tickets that were cancelled before they came to wait.
        var cancelled: Set<UInt64> = []
    }

    private struct Waiter {
        var ticket: UInt64
        var bytes: Int64
        var continuation: CheckedContinuation<Void, any Error>
    }

    package init(capacity: Int64) {
        self.capacity = max(1, capacity)
        state = Mutex(State())
    }

    /// Bytes held at this moment.
    package var used: Int64 { state.withLock { $0.used } }

    /// Waits until `bytes` are free.
    ///
    /// - Throws: `CancellationError`; then nothing is held.
    package func acquire(_ bytes: Int64) async throws {
        let amount = min(bytes, capacity)
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enter(Waiter(ticket: ticket, bytes: amount, continuation: continuation))
            }
        } onCancel: {
            leave(ticket)
        }
    }

    package func release(_ bytes: Int64) {
        let amount = min(bytes, capacity)
        let ready = state.withLock { state in
            state.used -= amount
            return grant(&state)
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    private func enter(_ waiter: Waiter) {
        let (ready, refused) = state.withLock { state -> ([Waiter], Bool) in
            if state.cancelled.remove(waiter.ticket) != nil { return ([], true) }
            state.queue.append(waiter)
            return (grant(&state), false)
        }
        if refused { waiter.continuation.resume(throwing: CancellationError()) }
        for waiter in ready { waiter.continuation.resume() }
    }

    private func leave(_ ticket: UInt64) {
        let (refused, ready) = state.withLock { state -> (Waiter?, [Waiter]) in
            guard let index = state.queue.firstIndex(where: { $0.ticket == ticket }) else {
                state.cancelled.insert(ticket)
                return (nil, [])
            }
            let waiter = state.queue.remove(at: index)
            return (waiter, grant(&state))
        }
        refused?.continuation.resume(throwing: CancellationError())
        for waiter in ready { waiter.continuation.resume() }
    }

    private func grant(_ state: inout State) -> [Waiter] {
        var ready: [Waiter] = []
        while let first = state.queue.first, state.used + first.bytes <= capacity {
            state.used += first.bytes
            ready.append(state.queue.removeFirst())
        }
        return ready
    }
}

/// What one file holds of the budget; whatever happens, ``releaseAll()`` gives everything back.
package final class BudgetShare: Sendable {
    private let budget: ByteBudget
    private let held = Mutex<Int64>(0)

    package init(of budget: ByteBudget) { self.budget = budget }

    package func acquire(_ bytes: Int64) async throws {
        try await budget.acquire(bytes)
        held.withLock { $0 += bytes }
    }

    package func release(_ bytes: Int64) {
        let amount = held.withLock { held in
            let amount = min(held, bytes)
            held -= amount
            return amount
        }
        if amount > 0 { budget.release(amount) }
    }

    package func releaseAll() { release(.max) }
}
