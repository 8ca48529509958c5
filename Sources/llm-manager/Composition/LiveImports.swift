import ControlPlane
import Domain
import Importing

/// The use cases' seam to the import engine: finds the bucket of an import that is named by its id alone.
struct LiveImports: ImportDirector {
    let manager: ImportManager
    let targets: any TargetResolver

    func plan(_ order: ImportOrder) async throws -> ImportPlan {
        try await manager.plan(
            order.reference, bucket: order.bucket, in: order.target, token: order.token, reads: order.reads)
    }

    func start(_ order: ImportOrder, by actor: String) async throws -> ImportSnapshot {
        let plan = try await plan(order)
        let id = try await manager.start(plan, in: order.target, token: order.token, startedBy: actor)
        return try await snapshot(id, bucket: order.bucket, in: order.target)
    }

    func snapshot(_ id: String, bucket: String?, in target: Target) async throws -> ImportSnapshot {
        if let here = await here(id, bucket: bucket, in: target) { return here }
        return try await located(id, bucket: bucket, in: target).snapshot
    }

    /// An import of this process, for the target that it belongs to: an id says nothing to those who name another one.
    private func here(_ id: String, bucket: String?, in target: Target) async -> ImportSnapshot? {
        guard let snapshot = await manager.snapshot(id), snapshot.target == target else { return nil }
        return bucket == nil || snapshot.bucket == bucket ? snapshot : nil
    }

    func resume(
        _ id: String, bucket: String?, in target: Target, token: Secret?, by actor: String
    ) async throws -> ImportSnapshot {
        let place = try await located(id, bucket: bucket, in: target)
        try await manager.resume(id, bucket: place.bucket, in: target, token: token)
        return try await snapshot(id, bucket: place.bucket, in: target)
    }

    func cancel(_ id: String, bucket: String?, in target: Target) async throws -> ImportSnapshot {
        let place = try await located(id, bucket: bucket, in: target)
        try await manager.cancel(id, bucket: place.bucket, in: target)
        if let here = await here(id, bucket: place.bucket, in: target) { return here }
        var ended = place.snapshot
        ended.state = .cancelled
        ended.version += 1
        return ended
    }

    func imports(in bucket: String, of target: Target) async throws -> [ImportSnapshot] {
        try await manager.list(bucket: bucket, in: target)
    }

    func known(in target: Target?) async -> [ImportSnapshot] {
        await manager.here().filter { target == nil || $0.target == target }
    }

    func watch(_ id: String, bucket: String?, in target: Target) -> AsyncThrowingStream<ImportSnapshot, any Error> {
        let (stream, feed) = AsyncThrowingStream.makeStream(
            of: ImportSnapshot.self, bufferingPolicy: .bufferingNewest(1)
        )
        let task = Task {
            do {
                if await here(id, bucket: bucket, in: target) != nil, let here = await manager.snapshots(id) {
                    for await snapshot in here { feed.yield(snapshot) }
                } else {
                    try await follow(id, bucket: bucket, in: target, feed)
                }
                feed.finish()
            } catch {
                feed.finish(throwing: error)
            }
        }
        feed.onTermination = { _ in task.cancel() }
        return stream
    }

    /// Looks once a second at the journal of an import that another process runs.
    private func follow(
        _ id: String, bucket: String?, in target: Target,
        _ feed: AsyncThrowingStream<ImportSnapshot, any Error>.Continuation
    ) async throws {
        let place = try await located(id, bucket: bucket, in: target)
        var last = place.snapshot
        feed.yield(last)
        while !last.state.isSettled {
            try await Task.sleep(for: .seconds(1))
            guard let next = try await manager.find(id, bucket: place.bucket, in: target) else {
                // The record goes when the import is published or taken back: the catalog tells which.
                last.state = try await isPublished(last.model, in: place.bucket, of: target) ? .completed : .cancelled
                last.version += 1
                feed.yield(last)
                return
            }
            if next != last { feed.yield(next) }
            last = next
        }
    }

    private func isPublished(_ model: ModelIdentity, in bucket: String, of target: Target) async throws -> Bool {
        let store = try targets.buckets(of: target).store(bucket, in: target)
        return try await Catalog(store).entry(of: model)?.status == .completed
    }

    private func located(_ id: String, bucket: String?, in target: Target) async throws -> (
        bucket: String, snapshot: ImportSnapshot
    ) {
        let names: [String]
        if let bucket {
            names = [bucket]
        } else {
            names = try await targets.buckets(of: target).managedBuckets(in: target).map(\.name)
        }
        for name in names {
            if let snapshot = try await manager.find(id, bucket: name, in: target) { return (name, snapshot) }
        }
        throw Problem(
            .notFound, "No such import", detail: "no import \(id) runs or waits in \(names.joined(separator: ", "))",
            fix: "List them: llm-manager models imports"
        )
    }
}
