package import Domain
package import Foundation
import Synchronization

/// The progress of one import in this process and everybody who watches it.
///
/// A watcher gets the latest snapshot at once and then the newest after each change; one that is slow skips.
package final class ImportWatchers: Sendable {
    /// Seconds between two snapshots that differ in bytes only.
    private static let pace = 0.2

    private let state: Mutex<State>
    private let now: @Sendable () -> Date

    private struct State {
        var progress: ImportProgress
        var watchers: [Int: AsyncStream<ImportSnapshot>.Continuation] = [:]
        var nextWatcher = 0
        var lastShown = 0.0
        var isFinished = false
    }

    package init(_ progress: ImportProgress, now: @escaping @Sendable () -> Date) {
        state = Mutex(State(progress: progress))
        self.now = now
    }

    package var snapshot: ImportSnapshot {
        let time = now()
        return state.withLock { $0.progress.current(at: time) }
    }

    package func report(_ event: ImportEvent) {
        let time = now()
        state.withLock { state in
            state.progress.apply(event, at: time)
            switch event {
            case .fetched, .done:
                guard abs(time.timeIntervalSince1970 - state.lastShown) >= Self.pace else { return }
            default: break
            }
            state.lastShown = time.timeIntervalSince1970
            guard !state.watchers.isEmpty else { return }
            let snapshot = state.progress.current(at: time)
            for watcher in state.watchers.values { watcher.yield(snapshot) }
        }
    }

    /// Ends every stream after its last snapshot.
    package func finish() {
        let time = now()
        let watchers = state.withLock { state in
            state.isFinished = true
            let snapshot = state.progress.current(at: time)
            for watcher in state.watchers.values { watcher.yield(snapshot) }
            defer { state.watchers = [:] }
            return state.watchers
        }
        // Outside of the lock: ending a stream calls back into it.
        for watcher in watchers.values { watcher.finish() }
    }

    package func watch() -> AsyncStream<ImportSnapshot> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ImportSnapshot.self, bufferingPolicy: .bufferingNewest(1))
        let time = now()
        let number = state.withLock { state -> Int? in
            continuation.yield(state.progress.current(at: time))
            guard !state.isFinished else { return nil }
            state.nextWatcher += 1
            state.watchers[state.nextWatcher] = continuation
            return state.nextWatcher
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { $0.watchers[number] = nil }
        }
        return stream
    }
}
