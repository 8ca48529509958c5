import Synchronization

/// Watches the answer of one bulk exchange: whether the peer keeps us waiting too long, or all of it takes too long.
///
/// The reader says when it waits and what came; the connection asks now and then (``hasFailed(now:)``) and ends itself.
/// So a buffer costs two looks at a clock, and neither a task nor a timer of its own.
final class ExchangeWatch: Sendable {
    private struct State {
        var window: StallWindow
        var waitingSince: ContinuousClock.Instant?
        var failure: OutboundError?
    }

    /// How often the connection asks.
    let tick: Duration
    private let request: OutboundRequest
    private let deadline: ContinuousClock.Instant?
    private let state: Mutex<State>

    init(_ request: OutboundRequest, deadline: ContinuousClock.Instant?) {
        self.request = request
        self.deadline = deadline
        tick = min(request.timeouts.stall?.window ?? .seconds(4), .seconds(4)) / 4
        state = Mutex(State(window: StallWindow(request.timeouts.stall)))
    }

    /// The reader begins to wait.
    func asked(now: ContinuousClock.Instant = .now) { state.withLock { $0.waitingSince = now } }

    /// Bytes came. Throws when they were too few for the time.
    func came(_ bytes: Int, now: ContinuousClock.Instant = .now) throws(OutboundError) {
        let failure: OutboundError? = state.withLock { state in
            let waited = state.waitingSince.map { now - $0 } ?? .zero
            state.waitingSince = nil
            return state.window.isStalled(bytes: bytes, waited: waited) ? stalled(state) : nil
        }
        if let failure { throw failure }
    }

    /// Whether the exchange is over its bounds at this moment; stays so.
    func hasFailed(now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in
            guard state.failure == nil, let since = state.waitingSince else { return state.failure != nil }
            if let deadline, now >= deadline {
                state.failure = OutboundError(
                    .timedOut, method: request.method, url: request.url, cause: "not finished in time"
                )
            } else if let left = state.window.remaining, now - since >= left {
                state.failure = stalled(state)
            }
            return state.failure != nil
        }
    }

    /// Why the connection was ended, when it was this watch that did.
    var failure: OutboundError? { state.withLock { $0.failure } }

    private func stalled(_ state: borrowing State) -> OutboundError {
        OutboundError(
            .stalled, method: request.method, url: request.url,
            cause: "the answer fell under \(state.window.limitText)"
        )
    }
}
