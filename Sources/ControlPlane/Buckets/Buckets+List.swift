package import Domain

extension Buckets {
    /// Every managed bucket of the target, by name. Needs the viewer role.
    package func list(_ context: RequestContext) async throws -> [Bucket] {
        try await world.look(context, "list buckets") {
            let target = context.target
            return try await world.bucketReads.value(of: target) {
                try await world.targets.buckets(of: target).managedBuckets(in: target).sorted { $0.name < $1.name }
            }
        }
    }
}
