package import Domain

extension Services {
    /// Says what a deploy would create, change or refuse. Changes nothing. Needs the viewer role.
    ///
    /// - Parameters:
    ///   - spec: its `model.pin` may be empty or short: the bucket's catalog says which pin is meant.
    ///   - tokensPerSecond: what one busy instance generates, for the price of a million tokens.
    package func plan(
        _ context: RequestContext, _ spec: ServiceSpec, tokensPerSecond: Double? = nil
    ) async throws -> ServicePlan {
        try await world.look(context, "plan a service") {
            try await planned(context, spec, tokensPerSecond: tokensPerSecond)
        }
    }

    /// Other ways to run the same model: region × accelerator × loader, the best first. Needs the viewer role.
    package func alternatives(_ context: RequestContext, _ spec: ServiceSpec) async throws -> [PlanAlternative] {
        try await world.look(context, "compare ways to run a model") {
            let wanted = try await wanted(context, spec)
            return try await runtime(context).alternatives(
                to: wanted.spec, of: wanted.manifest, knowing: wanted.facts)
        }
    }

    /// - Parameter isFinal: it is deployed as it is: then what the project remembers is looked for in every bucket.
    func planned(
        _ context: RequestContext, _ spec: ServiceSpec, tokensPerSecond: Double? = nil, isFinal: Bool = false
    ) async throws -> ServicePlan {
        var wanted = try await wanted(context, spec)
        wanted.facts.tokensPerSecond = tokensPerSecond
        return try await plan(wanted, isFinal: isFinal, in: context)
    }

    private struct Wanted {
        var spec: ServiceSpec
        var manifest: ModelManifest
        var facts: PlanFacts
    }

    /// The published model that a spec means, and what is known of it.
    private func wanted(_ context: RequestContext, _ spec: ServiceSpec) async throws -> Wanted {
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
        let store = try world.targets.buckets(of: context.target).store(spec.bucket, in: context.target)
        let facts = try await world.inspector.facts(of: manifest, in: store, target: context.target)
        return Wanted(spec: spec, manifest: manifest, facts: facts)
    }

    /// The runtime's plan. What the project remembers for later deployments (network, account) takes the place of what
    /// a new service's spec leaves open; a service that exists keeps its own.
    ///
    /// Planned again only where something is remembered: the region is known by then. Settings that cannot be read fail
    /// the plan: a service in the wrong network is worse than none.
    private func plan(_ wanted: Wanted, isFinal: Bool, in context: RequestContext) async throws -> ServicePlan {
        let runtime = try runtime(context)
        async let settings = Projects(world).settings(context, glancing: !isFinal)
        let plan = try await runtime.plan(wanted.spec, of: wanted.manifest, knowing: wanted.facts)
        guard plan.basedOn == nil, runtime.capabilities.hasNetworks else { return plan }
        guard var spec = try await wanted.spec.adopting(settings, region: plan.id.region) else { return plan }
        spec.region = plan.id.region
        return try await runtime.plan(spec, of: wanted.manifest, knowing: wanted.facts)
    }
}
