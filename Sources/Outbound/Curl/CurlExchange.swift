import NIOCore
import Synchronization

/// One request and its answer, between the tasks that use it and the thread that drives it. It holds no pointer of
/// libcurl, and everything in it is behind one lock; continuations are resumed outside of it.
final class CurlExchange: Sendable {
    typealias Instant = ContinuousClock.Instant
    typealias Waiter<Value> = CheckedContinuation<Value, any Error>

    struct State {
        var head = CurlHead()
        /// The head may be shown: libcurl will not ask again with other credentials.
        var isHeadFinal = false
        var headWaiter: Waiter<CurlHead>?

        var arrived = ByteBuffer()
        /// libcurl keeps the next bytes until the reader has taken some.
        var isArrivalPaused = false
        var bodyWaiter: Waiter<ByteBuffer?>?
        /// When the wait of `bodyWaiter` is a stall.
        var stalledAt: Instant?
        var stall: StallWindow

        var outgoing: CurlOutgoing
        var producer: Task<Void, Never>?
        var spaceWaiter: CheckedContinuation<Bool, Never>?

        /// How it ended; nil while libcurl works on it.
        var end: Result<Void, any Error>?
        /// What the callbacks found wrong; libcurl itself only knows that they refused.
        var refusal: (any Error)?
    }

    let id: UInt64
    let request: OutboundRequest
    let started: Instant
    let deadline: Instant?
    /// Bytes that wait for the reader at most, before libcurl is paused.
    let capacity: Int
    let state: Mutex<State>
    let mailbox: CurlMailbox

    init(_ request: OutboundRequest, id: UInt64, mailbox: CurlMailbox) {
        let now = ContinuousClock.now
        self.id = id
        self.request = request
        self.mailbox = mailbox
        started = now
        deadline = request.timeouts.total.map { now + $0 }
        capacity = request.traffic == .bulk ? 1 << 20 : 256 << 10
        let outgoing = CurlOutgoing(
            request.body, capacity: capacity, stall: request.timeouts.stall, now: now
        )
        state = Mutex(State(stall: StallWindow(request.timeouts.stall), outgoing: outgoing))
    }

    func error(_ code: OutboundError.Code, _ cause: String) -> OutboundError {
        OutboundError(code, method: request.method, url: request.url, cause: cause)
    }

    /// Ends the exchange from our side: its waiters get the error, libcurl drops the transfer.
    func end(_ error: any Error) {
        if settle(.failure(error), keepsArrived: false) { mailbox.post(.remove(id)) }
    }

    /// Records the end once and wakes everybody; false when it had ended before.
    @discardableResult
    func settle(_ end: Result<Void, any Error>, keepsArrived: Bool) -> Bool {
        struct Woken {
            var head: Waiter<CurlHead>?
            var body: Waiter<ByteBuffer?>?
            var space: CheckedContinuation<Bool, Never>?
            var producer: Task<Void, Never>?
            var shown: CurlHead
            var rest: ByteBuffer?
        }
        let woken: Woken? = state.withLock { state in
            guard state.end == nil else { return nil }
            state.end = end
            if !keepsArrived { state.arrived = ByteBuffer() }
            state.outgoing.drop()
            if case .success = end { state.isHeadFinal = true }
            var woken = Woken(
                head: state.headWaiter, body: state.bodyWaiter, space: state.spaceWaiter, producer: state.producer,
                shown: state.head
            )
            if woken.body != nil, state.arrived.readableBytes > 0 { woken.rest = state.takeArrived() }
            state.headWaiter = nil
            state.bodyWaiter = nil
            state.spaceWaiter = nil
            state.producer = nil
            return woken
        }
        guard let woken else { return false }
        woken.head?.resume(with: end.map { woken.shown })
        if let rest = woken.rest {
            woken.body?.resume(returning: rest)
        } else {
            woken.body?.resume(with: end.map { nil })
        }
        woken.space?.resume(returning: false)
        woken.producer?.cancel()
        return true
    }
}

extension CurlExchange.State {
    /// What has come since the last time.
    mutating func takeArrived() -> ByteBuffer {
        defer { arrived = ByteBuffer() }
        return arrived
    }
}
