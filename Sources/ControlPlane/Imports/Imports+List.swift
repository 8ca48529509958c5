package import Domain

extension Imports {
    /// Every import that the target's buckets and this process know, the latest first. Needs the viewer role.
    ///
    /// A bucket that cannot be read becomes a problem of the listing; the imports of the others are still listed.
    package func list(_ context: RequestContext, bucket: String? = nil) async throws -> ImportListing {
        try await world.look(context, "list imports") {
            let target = context.target
            return try await world.importReads.value(of: target, bucket) { try await read(bucket, of: target) }
        }
    }

    private func read(_ bucket: String?, of target: Target) async throws -> ImportListing {
        let importing = world.importing
        let provider = try world.targets.buckets(of: target)
        let names: [String]
        if let bucket {
            names = [try await provider.bucket(bucket, in: target).name]
        } else {
            names = try await provider.managedBuckets(in: target).map(\.name)
        }
        let read = try await concurrently(names, atMost: 8) { name -> Result<[ImportSnapshot], Problem> in
            do {
                return .success(try await importing.imports(in: name, of: target))
            } catch {
                return .failure(Problem(wrapping: error))
            }
        }
        let here = await importing.known(in: target).filter { bucket == nil || $0.bucket == bucket }
        return Self.listing(names, read, here: here)
    }

    /// Of an import that both a journal and this process know, the later version counts.
    private static func listing(
        _ names: [String], _ read: [Result<[ImportSnapshot], Problem>], here: [ImportSnapshot]
    ) -> ImportListing {
        var listing = ImportListing()
        var latest: [String: ImportSnapshot] = [:]
        func take(_ snapshots: [ImportSnapshot]) {
            for snapshot in snapshots where snapshot.version >= latest[snapshot.id]?.version ?? .min {
                latest[snapshot.id] = snapshot
            }
        }
        for (name, result) in zip(names, read) {
            switch result {
            case .success(let snapshots): take(snapshots)
            case .failure(let problem):
                listing.problems.append(ModelListing.BucketProblem(bucket: name, problem: problem))
            }
        }
        take(here)
        listing.imports = latest.values.sorted { ($0.startedAt, $0.id) > ($1.startedAt, $1.id) }
        return listing
    }

    /// One import as it stands. Needs the viewer role.
    package func show(_ context: RequestContext, _ id: String, bucket: String? = nil) async throws -> ImportSnapshot {
        try await world.look(context, "show an import") {
            try await world.importing.snapshot(id, bucket: bucket, in: context.target)
        }
    }

    /// One page of all of an import's files. Needs the viewer role.
    ///
    /// - Parameters:
    ///   - start: how many files to leave out.
    ///   - limit: 1 to 1,000.
    package func files(
        _ context: RequestContext, _ id: String, bucket: String? = nil, from start: Int, limit: Int = 1_000
    ) async throws -> ImportFilePage {
        try await world.look(context, "list an import's files") {
            try await world.importing.files(
                id, bucket: bucket, in: context.target, from: max(0, start), limit: min(max(1, limit), 1_000)
            )
        }
    }

    /// How an import ended that was seen running, and that its bucket does not know any more. Needs the viewer role.
    package func ended(_ context: RequestContext, _ last: ImportSnapshot) async throws -> ImportSnapshot {
        try await world.look(context, "watch imports") { try await world.importing.ended(last) }
    }
}
