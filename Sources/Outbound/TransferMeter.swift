import NIOCore
import Synchronization

/// Counts an upload: bytes that the network took, and the time that we waited for it to take more.
final class TransferMeter: Sendable {
    struct Snapshot {
        var bytes: Int
        var waited: Duration
    }

    private struct State {
        var bytes = 0
        var waited: Duration = .zero
        /// Since when the network holds back; nil while the producer makes the next buffer.
        var waitingSince: ContinuousClock.Instant?
        var finishedAt: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    var finishedAt: ContinuousClock.Instant? { state.withLock { $0.finishedAt } }

    func snapshot(now: ContinuousClock.Instant) -> Snapshot {
        state.withLock { state in
            let open = state.waitingSince.map { now - $0 } ?? .zero
            return Snapshot(bytes: state.bytes, waited: state.waited + max(open, .zero))
        }
    }

    /// The network asks for more.
    func asked() {
        let now = ContinuousClock.now
        state.withLock { state in
            if let since = state.waitingSince { state.waited += now - since }
            state.waitingSince = nil
        }
    }

    /// The producer handed over a buffer, or has no more.
    func gave(_ buffer: ByteBuffer?) {
        let now = ContinuousClock.now
        state.withLock { state in
            state.bytes += buffer?.readableBytes ?? 0
            if buffer == nil { state.finishedAt = now } else { state.waitingSince = now }
        }
    }
}

/// A request body that tells the meter what the network takes.
struct MeteredBody: AsyncSequence, Sendable {
    let base: OutboundStream
    let meter: TransferMeter

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: base.makeAsyncIterator(), meter: meter)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: OutboundStream.AsyncIterator
        let meter: TransferMeter

        mutating func next() async throws -> ByteBuffer? {
            meter.asked()
            let buffer = try await base.next()
            meter.gave(buffer)
            return buffer
        }
    }
}
