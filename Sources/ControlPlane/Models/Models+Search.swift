package import Domain

extension Models {
    /// Finds models in a hub by words. Needs the viewer role.
    ///
    /// - Throws: `unsupported` for a hub that cannot search.
    package func search(
        _ context: RequestContext, _ query: String, source: SourceKind = .huggingFace, limit: Int = 20,
        token: Secret? = nil
    ) async throws -> [ModelSummary] {
        try await world.look(context, "search models") {
            guard let hub = world.sources[source], hub.capabilities.searches else {
                throw Problem(
                    .unsupported, "This hub cannot be searched", detail: "\(source.rawValue) has no search of its own",
                    fix: "Give the model's full name."
                )
            }
            return try await hub.search(query, limit: min(max(limit, 1), 100), token: token)
        }
    }
}
