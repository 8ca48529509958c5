package import Domain
package import Foundation
import Synchronization

/// The progress of one import and everybody in this process who watches it.
///
/// A watcher gets the latest snapshot at once and then the newest after each change; one that is slow skips. However
/// fast events come, snapshots are made a few times a second, once for all watchers.
package final class ImportWatchers: Sendable {
    /// Time between two snapshots of the same state.
    private static let pace = Duration.milliseconds(200)

    private let state: Mutex<State>
    private let now: @Sendable () -> Date

    private struct State {
        var progress: ImportProgress
        var watchers: [Int: AsyncStream<ImportSnapshot>.Continuation] = [:]
        var nextWatcher = 0
        /// A snapshot is due when the pace allows it.
        var isDue = false
        var isFinished = false

        func tell(_ snapshot: ImportSnapshot) {
            for watcher in watchers.values { watcher.yield(snapshot) }
        }
    }

    package init(_ progress: ImportProgress, now: @escaping @Sendable () -> Date) {
        state = Mutex(State(progress: progress))
        self.now = now
    }

    package var snapshot: ImportSnapshot {
        let time = now()
        return state.withLock { $0.progress.current(at: time) }
    }

    package var watcherCount: Int { state.withLock { $0.watchers.count } }

    /// One page of all files.
    package func files(from start: Int, limit: Int) -> ImportFilePage {
        ImportFilePage(of: state.withLock { $0.progress.files }, from: start, limit: limit)
    }

    package func report(_ event: ImportEvent) {
        let time = now()
        let mustWait = state.withLock { state -> Bool in
            state.progress.apply(event, at: time)
            guard !state.watchers.isEmpty else { return false }
            if case .state = event {
                state.tell(state.progress.current(at: time))
                return false
            }
            defer { state.isDue = true }
            return !state.isDue
        }
        // The last of a burst of events is told too, however long the next one takes.
        if mustWait { tellSoon() }
    }

    /// Takes over what is known from elsewhere; the watchers see it at once when it is news.
    package func replace(_ progress: ImportProgress) {
        let time = now()
        state.withLock { state in
            let isNews = state.progress.version != progress.version || state.progress.state != progress.state
            state.progress = progress
            if isNews { state.tell(progress.current(at: time)) }
        }
    }

    /// Ends every stream after its last snapshot.
    package func finish() {
        let time = now()
        let watchers = state.withLock { state in
            state.isFinished = true
            state.tell(state.progress.current(at: time))
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

    private func tellSoon() {
        Task { [weak self] in
            try? await Task.sleep(for: Self.pace)
            guard let self else { return }
            let time = now()
            state.withLock { state in
                state.isDue = false
                state.tell(state.progress.current(at: time))
            }
        }
    }
}
