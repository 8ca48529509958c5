import Synchronization

/// How a gate is used: when it was last, and whether an answer is awaited.
final class GateUse: Sendable {
    private struct State {
        var last = ContinuousClock.now
        /// Connections whose last word was the client's.
        var asking: Set<Int> = []
        var next = 0
    }

    private let state = Mutex(State())

    func begin() -> Int {
        state.withLock { state in
            state.next += 1
            state.last = .now
            return state.next
        }
    }

    func asked(_ connection: Int) {
        state.withLock { state in
            state.last = .now
            state.asking.insert(connection)
        }
    }

    func answered(_ connection: Int) {
        state.withLock { state in
            state.last = .now
            state.asking.remove(connection)
        }
    }

    func end(_ connection: Int) { answered(connection) }

    /// Zero while an answer is awaited. A connection that is only kept open is no use.
    var idle: Duration { state.withLock { $0.asking.isEmpty ? .now - $0.last : .zero } }
}
