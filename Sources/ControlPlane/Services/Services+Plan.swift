package import Domain

extension Services {
    /// Says what a deploy would create, change or refuse. Changes nothing. Needs the viewer role.
    ///
    /// - Parameter spec: its `model.pin` may be empty or short: the bucket's catalog says which pin is meant.
    package func plan(_ context: RequestContext, _ spec: ServiceSpec) async throws -> ServicePlan {
        try await world.look(context, "plan a service") { try await planned(context, spec) }
    }

    func planned(_ context: RequestContext, _ spec: ServiceSpec) async throws -> ServicePlan {
        let model = try await Models(world).show(
            context,
            ModelSelection(
                bucket: spec.bucket, source: spec.model.source, id: spec.model.id,
                pin: spec.model.pin.isEmpty ? nil : spec.model.pin
            )
        )
        guard model.entry.status == .completed, let manifest = model.manifest else {
            throw Problem(
                .conflict, "The model is not complete",
                detail: "\(model.entry.model) is \(model.entry.status.rawValue) in \(spec.bucket)",
                fix: "A model can be deployed when its import has completed."
            )
        }
        var spec = spec
        spec.model = model.entry.model
        return try await plan(spec, of: manifest, in: context)
    }

    /// The runtime's plan. What the project remembers for later deployments (network, account) takes the place of what
    /// a new service's spec leaves open; a service that exists keeps its own.
    ///
    /// Planned again only where something is remembered: the region is known by then. Settings that cannot be read fail
    /// the plan: a service in the wrong network is worse than none.
    private func plan(
        _ spec: ServiceSpec, of manifest: ModelManifest, in context: RequestContext
    ) async throws -> ServicePlan {
        let runtime = try runtime(context)
        async let settings = Projects(world).settings(context)
        let plan = try await runtime.plan(spec, of: manifest)
        guard plan.basedOn == nil, runtime.capabilities.hasNetworks else { return plan }
        guard var wanted = try await spec.adopting(settings, region: plan.id.region) else { return plan }
        wanted.region = plan.id.region
        return try await runtime.plan(wanted, of: manifest)
    }
}
