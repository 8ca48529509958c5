import Domain
import Synchronization

/// One deploy that is followed: its events so far, and those who watch.
final class Following: Sendable {
    private struct State {
        var events: [DeployEvent] = []
        var end: Result<Void, any Error>?
        var watchers: [Int: AsyncThrowingStream<DeployEvent, any Error>.Continuation] = [:]
        var nextWatcher = 0
        var task: Task<Void, Never>?
    }

    private let state = Mutex(State())

    var hasEnded: Bool { state.withLock { $0.end != nil } }

    /// Takes the events in a task of its own: the deploy outlives every watcher.
    /// - Parameter ended: is told what came of it before the watchers see the end.
    func follow(
        _ source: AsyncThrowingStream<DeployEvent, any Error>, ended: @escaping @Sendable (String) async -> Void
    ) {
        let task = Task {
            var outcome = "ok"
            var end: Result<Void, any Error> = .success(())
            do {
                for try await event in source {
                    if case .failed(let problem) = event.state { outcome = problem.code.rawValue }
                    take(event)
                }
            } catch {
                let problem = Problem(wrapping: error)
                outcome = problem.code.rawValue
                end = .failure(problem)
            }
            await ended(outcome)
            finish(end)
        }
        state.withLock { $0.task = task }
    }

    /// Every event so far, then the new ones. A deploy has few events; none is dropped.
    func events() -> AsyncThrowingStream<DeployEvent, any Error> {
        let (stream, continuation) = AsyncThrowingStream<DeployEvent, any Error>.makeStream()
        state.withLock { state in
            for event in state.events { continuation.yield(event) }
            if let end = state.end {
                continuation.finish(with: end)
                return
            }
            let number = state.nextWatcher
            state.nextWatcher += 1
            state.watchers[number] = continuation
            continuation.onTermination = { [weak self] _ in self?.leave(number) }
        }
        return stream
    }

    func stop() async {
        let task = state.withLock { $0.task }
        task?.cancel()
        await task?.value
    }

    private func take(_ event: DeployEvent) {
        let watchers = state.withLock { state in
            state.events.append(event)
            return Array(state.watchers.values)
        }
        for watcher in watchers { watcher.yield(event) }
    }

    private func finish(_ end: Result<Void, any Error>) {
        let watchers = state.withLock { state in
            state.end = end
            defer { state.watchers = [:] }
            return Array(state.watchers.values)
        }
        for watcher in watchers { watcher.finish(with: end) }
    }

    private func leave(_ number: Int) {
        state.withLock { _ = $0.watchers.removeValue(forKey: number) }
    }
}

extension AsyncThrowingStream.Continuation where Failure == any Error {
    func finish(with end: Result<Void, any Error>) {
        switch end {
        case .success: finish()
        case .failure(let error): finish(throwing: error)
        }
    }
}
