import CCurl
import Synchronization

/// What other threads ask of the driving thread. The only thing that they may do with libcurl is to wake it.
final class CurlMailbox: Sendable {
    enum Command: Sendable {
        case start(CurlExchange)
        /// Look whether a paused direction of the exchange can go on.
        case resume(UInt64)
        case remove(UInt64)
    }

    private struct State {
        var commands: [Command] = []
        /// The multi handle's address while its thread lives: a number, because only `curl_multi_wakeup` may be called
        /// from elsewhere.
        var handle: UInt = 0
        var isClosed = false
        var hasEnded = false
        var watchers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// False when the driving thread takes nothing more.
    @discardableResult
    func post(_ command: Command) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.commands.append(command)
            if state.commands.count == 1 { Self.wake(state.handle) }
            return true
        }
    }

    /// Ends the driving thread; what still runs fails with code `shutDown`.
    func close() {
        state.withLock { state in
            state.isClosed = true
            Self.wake(state.handle)
        }
    }

    /// Returns when the driving thread has ended.
    func ended() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.watchers.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    // MARK: The driving thread's side

    func opened(_ multi: UnsafeMutableRawPointer) {
        state.withLock { $0.handle = UInt(bitPattern: multi) }
    }

    func take() -> (commands: [Command], isClosed: Bool) {
        state.withLock { state in
            defer { state.commands = [] }
            return (state.commands, state.isClosed)
        }
    }

    /// Nobody wakes the handle after this; it may be freed.
    func closed() {
        state.withLock { $0.handle = 0 }
    }

    /// The last word of the thread.
    func hasEnded() {
        let watchers = state.withLock { state in
            defer { state.watchers = [] }
            state.hasEnded = true
            state.isClosed = true
            return state.watchers
        }
        for watcher in watchers { watcher.resume() }
    }

    private static func wake(_ handle: UInt) {
        if let multi = UnsafeMutableRawPointer(bitPattern: handle) { curl_multi_wakeup(multi) }
    }
}
