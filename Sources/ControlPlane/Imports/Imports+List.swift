package import Domain

extension Imports {
    /// Every import that the target's buckets and this process know, the latest first. Needs the viewer role.
    ///
    /// - Throws: the first bucket's problem, when a bucket cannot be read: a short list would look like a whole one.
    package func list(_ context: RequestContext) async throws -> [ImportSnapshot] {
        try await world.look(context, "list imports") {
            let target = context.target
            let importing = world.importing
            let buckets = try await world.targets.buckets(of: target).managedBuckets(in: target)
            let found = try await concurrently(buckets, atMost: 8) { bucket in
                try await importing.imports(in: bucket.name, of: target)
            }
            var latest: [String: ImportSnapshot] = [:]
            for snapshot in found.joined() + (await importing.known(in: target)) {
                if let held = latest[snapshot.id], held.version > snapshot.version { continue }
                latest[snapshot.id] = snapshot
            }
            return latest.values.sorted { ($0.startedAt, $0.id) > ($1.startedAt, $1.id) }
        }
    }

    /// One import as it stands. Needs the viewer role.
    package func show(_ context: RequestContext, _ id: String, bucket: String? = nil) async throws -> ImportSnapshot {
        try await world.look(context, "show an import") {
            try await world.importing.snapshot(id, bucket: bucket, in: context.target)
        }
    }
}
