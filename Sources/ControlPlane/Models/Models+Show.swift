package import Domain

extension Models {
    /// A model of a bucket with its manifest. Needs the viewer role.
    package func show(_ context: RequestContext, _ selection: ModelSelection) async throws -> ModelDescription {
        try await world.look(context, "show a model") {
            let store = try await store(selection.bucket, context)
            let entry = try selection.pick(from: await world.catalog.entries(in: store))
            let manifest = try await world.catalog.manifest(of: entry.model, in: store)
            return ModelDescription(bucket: selection.bucket, entry: entry, manifest: manifest)
        }
    }
}
