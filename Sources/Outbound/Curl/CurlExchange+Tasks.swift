import NIOCore
import Synchronization

/// The side of the tasks: what `execute`, the reader of the answer and the maker of the body do.
extension CurlExchange {
    /// Hands the exchange to the driving thread and waits for the head of its answer.
    func run() async throws -> CurlHead {
        try await withTaskCancellationHandler {
            try Task.checkCancellation()
            guard mailbox.post(.start(self)) else { throw error(.shutDown, "the client was shut down") }
            if case .stream(let stream, let length, _) = request.body { produce(stream, length) }
            return try await withCheckedThrowingContinuation { continuation in
                let ready: Result<CurlHead, any Error>? = state.withLock { state in
                    if state.head.isComplete && state.isHeadFinal { return .success(state.head) }
                    if let end = state.end { return end.map { state.head } }
                    state.headWaiter = continuation
                    return nil
                }
                if let ready { continuation.resume(with: ready) }
            }
        } onCancel: {
            end(CancellationError())
        }
    }

    /// The next bytes of the answer, nil at its end. A wait is bounded by the stall window.
    func next(_ window: inout StallWindow) async throws -> ByteBuffer? {
        let asked = ContinuousClock.now
        let stalledAt = window.remaining.map { asked + $0 }
        let buffer = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: Waiter<ByteBuffer?>) in
                read(stalledAt: stalledAt, continuation)
            }
        } onCancel: {
            end(CancellationError())
        }
        if window.isStalled(bytes: buffer?.readableBytes ?? 0, waited: ContinuousClock.now - asked), buffer != nil {
            let failure = error(.stalled, "the answer fell under \(window.limitText)")
            end(failure)
            throw failure
        }
        return buffer
    }

    private func read(stalledAt: Instant?, _ continuation: Waiter<ByteBuffer?>) {
        typealias Ready = Result<ByteBuffer?, any Error>
        let (ready, isToResume): (Ready?, Bool) = state.withLock { state in
            if state.arrived.readableBytes > 0 {
                let buffer = state.takeArrived()
                defer { state.isArrivalPaused = false }
                return (.success(buffer), state.isArrivalPaused)
            }
            if let end = state.end { return (end.map { nil }, false) }
            state.bodyWaiter = continuation
            state.stalledAt = stalledAt
            return (nil, false)
        }
        if isToResume { mailbox.post(.resume(id)) }
        if let ready { continuation.resume(with: ready) }
    }

    /// Runs the body's producer in a task of its own: an answer may begin before the request has ended. The task ends
    /// with the exchange, and its error is the exchange's.
    private func produce(_ stream: OutboundStream, _ length: Int64?) {
        let task = Task { [self] in
            do {
                var made: Int64 = 0
                for try await buffer in stream {
                    made += Int64(buffer.readableBytes)
                    guard length.map({ made <= $0 }) ?? true else { throw lengthMismatch() }
                    guard await offer(buffer) else { return }
                }
                guard length.map({ made == $0 }) ?? true else { throw lengthMismatch() }
                if state.withLock({ $0.outgoing.close() }) { mailbox.post(.resume(id)) }
            } catch {
                end(error)
            }
        }
        let hasEnded = state.withLock { state in
            if state.end == nil { state.producer = task }
            return state.end != nil
        }
        if hasEnded { task.cancel() }
    }

    /// Waits while enough is at hand; false when nobody wants more.
    private func offer(_ buffer: ByteBuffer) async -> Bool {
        let (hasEnded, isToResume) = state.withLock { state in
            (state.end != nil, state.outgoing.offer(buffer, now: .now))
        }
        guard !hasEnded else { return false }
        if isToResume { mailbox.post(.resume(id)) }
        return await withCheckedContinuation { continuation in
            let ready: Bool? = state.withLock { state in
                if state.end != nil { return false }
                guard state.outgoing.isFull else { return true }
                state.spaceWaiter = continuation
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    private func lengthMismatch() -> OutboundError {
        error(.invalidBody, "the body has not the length that was announced")
    }
}
