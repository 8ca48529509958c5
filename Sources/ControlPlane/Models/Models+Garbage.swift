package import Domain

extension Models {
    /// What nothing references any more in a bucket, or in every managed one, and what it costs a month. Needs the
    /// viewer role.
    ///
    /// - Throws: what the runtime says when its services cannot be listed: then nobody can say what is in use.
    package func garbage(_ context: RequestContext, bucket: String? = nil) async throws -> GarbageListing {
        try await world.look(context, "look for garbage") {
            let services = try await services(context)
            let care = world.care
            return try await listing(context, bucket) { store in
                try await care.garbage(in: store, Self.use(of: store.bucket, by: services))
            }
        }
    }

    /// Deletes what has been confirmed, as far as it still is garbage. Needs the operator role.
    ///
    /// - Parameter ids: ``GarbageItem/id`` of each item; nil confirms all of them.
    package func collect(
        _ context: RequestContext, bucket: String? = nil, ids: Set<String>?
    ) async throws -> GarbageListing {
        try await world.change(context, "models.gc", of: bucket ?? "all buckets") {
            let services = try await services(context)
            let care = world.care
            let gone = try await listing(context, bucket) { store in
                let use = Self.use(of: store.bucket, by: services)
                let all = try await care.garbage(in: store, use).map(\.id)
                let confirmed = ids.map { $0.intersection(all) } ?? Set(all)
                return confirmed.isEmpty ? [] : try await care.collect(confirmed, in: store, use)
            }
            AuditNote.before(gone.items)
            return gone
        }
    }

    private func listing(
        _ context: RequestContext, _ bucket: String?,
        _ work: @escaping @Sendable (any ObjectStore) async throws -> [GarbageItem]
    ) async throws -> GarbageListing {
        var listing = GarbageListing()
        for (name, result) in try await inBuckets(context, bucket, work) {
            switch result {
            case .success(let items): listing.items += items
            case .failure(let problem):
                listing.problems.append(ModelListing.BucketProblem(bucket: name, problem: problem))
            }
        }
        return listing
    }

    private func services(_ context: RequestContext) async throws -> [Service] {
        try await world.targets.runtime(of: context.target).services()
    }

    /// A service that does not say what it runs may need anything of its bucket.
    static func use(of bucket: String, by services: [Service]) -> StoredUse {
        var use = StoredUse()
        for service in services where service.bucket == nil || service.bucket == bucket {
            guard let model = service.model else {
                use.ids = nil
                continue
            }
            if model.pin.isEmpty { use.ids?.insert(model.id) } else { use.models.insert(model) }
        }
        return use
    }
}
