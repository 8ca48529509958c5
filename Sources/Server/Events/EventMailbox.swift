import NIOCore
import Synchronization

/// Between those who make events and the one who writes them: a slow reader gets the latest of each key, not a queue
/// that grows.
final class EventMailbox: Sendable {
    private struct State {
        var waiting: [(key: String?, bytes: ByteBuffer)] = []
    }

    private let state = Mutex(State())
    /// One element whenever there may be something to take; ends when the mailbox is closed.
    let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init() {
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func put(_ event: ServerEvent) {
        state.withLock { state in
            if let key = event.key { state.waiting.removeAll { $0.key == key } }
            state.waiting.append((event.key, event.bytes))
        }
        signal.yield()
    }

    /// A comment keeps proxies from closing a quiet connection; it is not worth queueing.
    func putHeartbeat() {
        state.withLock { state in
            if state.waiting.isEmpty { state.waiting.append((nil, ByteBuffer(string: ": heartbeat\n\n"))) }
        }
        signal.yield()
    }

    func take() -> [ByteBuffer] {
        state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting.map(\.bytes)
        }
    }

    func close() { signal.finish() }
}
