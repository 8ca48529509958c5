import Synchronization

/// Wakes the tasks that wait for something to change.
///
/// Read ``generation`` before looking at what may change, then wait after it: a change in between is not missed.
package final class Signal: Sendable {
    private struct State {
        var generation: UInt64 = 0
        var lastTicket: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
        /// Tickets that were cancelled before they came to wait.
        var cancelled: Set<UInt64> = []
    }

    private let state = Mutex(State())

    package init() {}

    package var generation: UInt64 { state.withLock { $0.generation } }

    package func notify() {
        let waiters = state.withLock { state in
            state.generation &+= 1
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume() }
    }

    /// Returns at the first change after the one seen.
    ///
    /// - Throws: `CancellationError`.
    package func wait(after seen: UInt64) async throws {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { enter($0, ticket, after: seen) }
        } onCancel: {
            leave(ticket)
        }
        state.withLock { _ = $0.cancelled.remove(ticket) }
        try Task.checkCancellation()
    }

    private func enter(_ waiter: CheckedContinuation<Void, Never>, _ ticket: UInt64, after seen: UInt64) {
        let isOver = state.withLock { state in
            if state.generation != seen || state.cancelled.contains(ticket) { return true }
            state.waiters[ticket] = waiter
            return false
        }
        if isOver { waiter.resume() }
    }

    private func leave(_ ticket: UInt64) {
        let waiter = state.withLock { state in
            let waiter = state.waiters.removeValue(forKey: ticket)
            if waiter == nil { state.cancelled.insert(ticket) }
            return waiter
        }
        waiter?.resume()
    }
}
