package import Domain

extension ImportManager {
    struct FollowedKey: Sendable, Hashable {
        var id: String
        var bucket: String
        var target: Target
    }

    /// An import of another process with everybody here who watches it: it is looked at once for all of them.
    struct Followed {
        var watchers: ImportWatchers
        var task: Task<Void, any Error>
    }

    /// The latest snapshot at once, then the newest after each change, wherever the import runs; ends with the state in
    /// which nothing happens any more by itself. A slow watcher skips, and never the last one.
    ///
    /// - Throws: `import-not-running` when the bucket does not know it.
    package func watch(
        _ id: String, bucket: String, in target: Target
    ) async throws -> AsyncThrowingStream<ImportSnapshot, any Error> {
        if let entry = entry(id, bucket, target), !entry.isSettled { return Self.stream(entry.watchers.watch(), nil) }
        let key = FollowedKey(id: id, bucket: bucket, target: target)
        if let following = followed[key] { return Self.stream(following.watchers.watch(), following.task) }
        let store = try engines.store(bucket, in: target)
        let stored = try await stored(id, in: store)
        if let stored, !stored.state.isSettled {
            // Somebody else may have begun to follow it meanwhile.
            let following = followed[key] ?? follow(key, stored, in: store)
            return Self.stream(following.watchers.watch(), following.task)
        }
        if let entry = entry(id, bucket, target) { return Self.stream(entry.watchers.watch(), nil) }
        guard let stored else { throw unknown(id, bucket) }
        let (stream, feed) = AsyncThrowingStream.makeStream(of: ImportSnapshot.self)
        feed.yield(stored.snapshot(at: engines.clock.now()))
        feed.finish()
        return stream
    }

    private func follow(_ key: FollowedKey, _ stored: StoredImport, in store: any ObjectStore) -> Followed {
        let clock = engines.clock
        let watchers = ImportWatchers(stored.progress(at: clock.now()), now: clock.now)
        let task = Task {
            defer { leave(key, watchers) }
            let end = try await ImportObserver(key.id, in: store, clock: clock).follow(from: stored) { progress in
                watchers.replace(progress)
                return watchers.watcherCount > 0
            }
            if case .settled(let progress)? = end { watchers.replace(progress) }
        }
        let following = Followed(watchers: watchers, task: task)
        followed[key] = following
        return following
    }

    private func leave(_ key: FollowedKey, _ watchers: ImportWatchers) {
        followed[key] = nil
        watchers.finish()
    }

    /// - Parameter following: when it fails, the stream ends with its error.
    private static func stream(
        _ snapshots: AsyncStream<ImportSnapshot>, _ following: Task<Void, any Error>?
    ) -> AsyncThrowingStream<ImportSnapshot, any Error> {
        let (stream, feed) = AsyncThrowingStream.makeStream(
            of: ImportSnapshot.self, bufferingPolicy: .bufferingNewest(1)
        )
        let task = Task {
            for await snapshot in snapshots { feed.yield(snapshot) }
            if !Task.isCancelled, case .failure(let error)? = await following?.result {
                feed.finish(throwing: error)
            } else {
                feed.finish()
            }
        }
        feed.onTermination = { _ in task.cancel() }
        return stream
    }
}
