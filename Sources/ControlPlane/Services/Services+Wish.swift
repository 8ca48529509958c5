import Domain

extension Services {
    /// The wish that a service stands for, without what its engine's recipe says anyway: planned again it gives the
    /// service as it is. Needs the viewer role.
    ///
    /// - Throws: `not-found`; `unsupported` for a service that says no model; what planning throws.
    func wish(_ context: RequestContext, of id: ServiceID) async throws -> ServiceSpec {
        try await world.look(context, "read how a service was deployed") {
            let deployed = try await runtime(context).spec(of: id)
            var bare = deployed
            bare.image = nil
            bare.arguments = []
            bare.environment = [:]
            bare.secrets = [:]
            let recipe = try await planned(context, bare).recipe
            var wish = deployed
            if deployed.image == recipe.image { wish.image = nil }
            let known = Set(recipe.arguments)
            wish.arguments = deployed.arguments.filter { !known.contains($0) }
            wish.environment = deployed.environment.filter { recipe.environment[$0.key] != $0.value }
            return wish
        }
    }

    /// What a service costs as it is; nil where that is not known.
    func cost(_ context: RequestContext, of id: ServiceID) async -> CostEstimate? {
        guard let deployed = try? await runtime(context).spec(of: id) else { return nil }
        return try? await planned(context, deployed).cost
    }
}
