package import Domain

extension Buckets {
    /// Every managed bucket of the target, by name. Needs the viewer role.
    package func list(_ context: RequestContext) async throws -> [Bucket] {
        try await world.look(context, "list buckets") {
            try await world.targets.buckets(of: context.target).managedBuckets(in: context.target)
                .sorted { $0.name < $1.name }
        }
    }
}
