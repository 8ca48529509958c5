import NIOCore
import Synchronization

/// The side of the driving thread: what libcurl's callbacks and the clock tell.
extension CurlExchange {
    enum Taken {
        case all
        /// Nothing was taken; libcurl keeps the bytes until it is resumed.
        case pause
        case refuse
    }

    /// One header line. False ends the transfer.
    ///
    /// - Parameter holds: statuses that libcurl may answer by itself with another request (407 with NTLM): they count
    ///   only when a body or the end follows.
    func received(line: UnsafeRawBufferPointer, holding holds: Int?) -> Bool {
        let text = String(decoding: line, as: UTF8.self)
        let (waiter, head, isFine): (Waiter<CurlHead>?, CurlHead, Bool) = state.withLock { state in
            guard state.end == nil else { return (nil, state.head, false) }
            switch state.head.read(text) {
            case .open:
                return (nil, state.head, true)
            case .refused(let cause):
                state.refusal = error(.protocolError, cause)
                return (nil, state.head, false)
            case .complete:
                guard state.head.status != holds else { return (nil, state.head, true) }
                return (state.showHead(), state.head, true)
            }
        }
        waiter?.resume(returning: head)
        return isFine
    }

    /// Bytes of the answer's body.
    func received(body: UnsafeRawBufferPointer) -> Taken {
        let (waiter, head, taken): (Waiter<CurlHead>?, CurlHead, Taken) = state.withLock { state in
            guard state.end == nil else { return (nil, state.head, .refuse) }
            let waiter = state.isHeadFinal ? nil : state.showHead()
            guard state.arrived.readableBytes < capacity else {
                state.isArrivalPaused = true
                return (waiter, state.head, .pause)
            }
            state.arrived.writeBytes(body)
            return (waiter, state.head, .all)
        }
        waiter?.resume(returning: head)
        return taken
    }

    /// Gives the waiting reader what has come. Done once for all that libcurl read at a time, so that a reader wakes
    /// for many records of TLS and not for each. Says whether there is room again for what libcurl keeps.
    func flush() -> Bool {
        let (waiter, buffer, hasRoom): (Waiter<ByteBuffer?>?, ByteBuffer, Bool) = state.withLock { state in
            guard let waiter = state.bodyWaiter, state.arrived.readableBytes > 0 else {
                return (nil, ByteBuffer(), false)
            }
            let hasRoom = state.isArrivalPaused
            state.bodyWaiter = nil
            state.isArrivalPaused = false
            return (waiter, state.takeArrived(), hasRoom)
        }
        waiter?.resume(returning: buffer)
        return hasRoom
    }

    /// Fills libcurl's buffer with bytes of the request; nil when the transfer is over.
    func fill(_ target: UnsafeMutableRawBufferPointer) -> CurlOutgoing.Fill? {
        let (waiter, fill): (CheckedContinuation<Bool, Never>?, CurlOutgoing.Fill?) = state.withLock { state in
            guard state.end == nil else { return (nil, nil) }
            let fill = state.outgoing.fill(target, now: .now)
            guard !state.outgoing.isFull, let waiter = state.spaceWaiter else { return (nil, fill) }
            state.spaceWaiter = nil
            return (waiter, fill)
        }
        waiter?.resume(returning: true)
        return fill
    }

    func rewind() -> Bool {
        state.withLock { $0.outgoing.rewind(now: .now) }
    }

    /// Which directions stay paused; the others go on.
    func pauses() -> (receiving: Bool, sending: Bool) {
        state.withLock { state in
            let hasNothing = state.outgoing.isPaused && !state.outgoing.canGoOn
            if !hasNothing { state.outgoing.resumed() }
            return (state.isArrivalPaused, hasNothing)
        }
    }

    var isRunning: Bool { state.withLock { $0.end == nil } }

    /// What the callbacks refused, and why.
    var refusal: (any Error)? { state.withLock { $0.refusal } }

    /// An error when the exchange has taken too long, at this moment.
    func overdue(_ now: Instant) -> OutboundError? {
        state.withLock { state in
            guard state.end == nil else { return nil }
            if let deadline, now >= deadline {
                return error(.timedOut, "not finished within \(request.timeouts.total ?? .zero)")
            }
            if state.bodyWaiter != nil, let stalledAt = state.stalledAt, now >= stalledAt {
                return error(.stalled, "the answer fell under \(state.stall.limitText)")
            }
            guard !state.head.isComplete else { return nil }
            if let finished = state.outgoing.finishedAt {
                guard now - finished > request.timeouts.head else { return nil }
                return error(.timedOut, "no answer within \(request.timeouts.head)")
            }
            guard state.outgoing.isStalled(now: now) else { return nil }
            return error(.stalled, "the upload fell under \(state.outgoing.limitText)")
        }
    }
}

extension CurlExchange.State {
    /// The head counts from now on.
    fileprivate mutating func showHead() -> CurlExchange.Waiter<CurlHead>? {
        isHeadFinal = true
        defer { headWaiter = nil }
        return headWaiter
    }
}
