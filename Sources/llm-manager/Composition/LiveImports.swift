import ControlPlane
import Domain
import Importing
import Runtimes

/// The use cases' seam to the import engine: finds the bucket of an import that is named by its id alone.
struct LiveImports: ImportDirector {
    let manager: ImportManager
    let targets: any TargetResolver
    let placement: ImportPlacement

    func plan(_ order: ImportOrder) async throws -> ImportPlan {
        try await manager.plan(
            order.reference, bucket: order.bucket, in: order.target, token: order.token, reads: order.reads)
    }

    func places(_ plan: ImportPlan, _ order: ImportOrder) async throws -> ImportPlaces {
        try await placement.places(plan, order.way, in: order.target)
    }

    func start(_ order: ImportOrder, by actor: String) async throws -> ImportSnapshot {
        let plan = try await plan(order)
        let places = try await places(plan, order)
        let id = try await manager.start(
            plan, in: order.target, token: order.token, startedBy: actor, executor: places.chosen, tasks: places.tasks,
            keepsToken: order.way.keepsToken
        )
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
                let place = try await place(of: id, bucket: bucket, in: target)
                for try await snapshot in try await manager.watch(id, bucket: place, in: target) {
                    feed.yield(snapshot)
                }
                feed.finish()
            } catch {
                feed.finish(throwing: error)
            }
        }
        feed.onTermination = { _ in task.cancel() }
        return stream
    }

    func files(
        _ id: String, bucket: String?, in target: Target, from start: Int, limit: Int
    ) async throws -> ImportFilePage {
        let place = try await place(of: id, bucket: bucket, in: target)
        guard let page = try await manager.files(id, bucket: place, in: target, from: start, limit: limit) else {
            throw Self.unknown(id, [place])
        }
        return page
    }

    func ended(_ last: ImportSnapshot) async throws -> ImportSnapshot { try await manager.ended(last) }

    private func place(of id: String, bucket: String?, in target: Target) async throws -> String {
        if let here = await here(id, bucket: bucket, in: target) { return here.bucket }
        return try await located(id, bucket: bucket, in: target).bucket
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
        throw Self.unknown(id, names)
    }

    private static func unknown(_ id: String, _ buckets: [String]) -> Problem {
        Problem(
            .notFound, "No such import", detail: "no import \(id) runs or waits in \(buckets.joined(separator: ", "))",
            fix: "List them: llm-manager models imports"
        )
    }
}
