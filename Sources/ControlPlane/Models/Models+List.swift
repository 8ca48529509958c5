package import Domain

extension Models {
    /// The models of one bucket, or of every managed bucket of the target. Needs the viewer role.
    ///
    /// A bucket whose catalog cannot be read becomes a problem of the listing; the others are still listed.
    package func list(_ context: RequestContext, bucket: String? = nil) async throws -> ModelListing {
        try await world.look(context, "list models") {
            let target = context.target
            return try await world.modelReads.value(of: target, bucket) { try await read(bucket, of: target) }
        }
    }

    private func read(_ bucket: String?, of target: Target) async throws -> ModelListing {
        let provider = try world.targets.buckets(of: target)
        let names: [String]
        if let bucket {
            names = [try await provider.bucket(bucket, in: target).name]
        } else {
            names = try await provider.managedBuckets(in: target).map(\.name).sorted()
        }
        let read = try await concurrently(names, atMost: 32) { name -> Result<[CatalogEntry], Problem> in
            do {
                return .success(try await world.catalog.entries(in: provider.store(name, in: target)))
            } catch {
                return .failure(Problem(wrapping: error))
            }
        }
        return Self.listing(names, read, price: target == .local ? nil : world.care.price)
    }

    private static func listing(
        _ names: [String], _ read: [Result<[CatalogEntry], Problem>], price: Money?
    ) -> ModelListing {
        var listing = ModelListing()
        for (name, result) in zip(names, read) {
            switch result {
            case .success(let entries):
                let sorted = entries.sorted { $0.model.description < $1.model.description }
                listing.models += sorted.map { entry in
                    ModelListing.ListedModel(
                        bucket: name, entry: entry,
                        monthlyStorage: price.map { $0 * (Double(entry.size.bytes) / Double(1 << 30)) })
                }
            case .failure(let problem):
                listing.problems.append(ModelListing.BucketProblem(bucket: name, problem: problem))
            }
        }
        return listing
    }
}
