package import Domain

extension Services {
    /// Says, field by field, what a change of a service would do. Changes nothing. Needs the viewer role.
    ///
    /// - Parameter change: its `pin` may be a prefix; the bucket's catalog says which revision is meant.
    package func plan(_ context: RequestContext, _ change: ServiceChange, of id: ServiceID) async throws -> ServicePlan
    {
        try await world.look(context, "plan a change") { try await planned(context, change, of: id) }
    }

    /// Plans a change, refuses what cannot be applied, and rolls it out; the roll-out goes on when the caller leaves.
    /// Needs the operator role.
    ///
    /// - Throws: `plan-outdated` when the service moved since the confirmed plan, and what planning throws.
    package func update(
        _ context: RequestContext, _ id: ServiceID, _ change: ServiceChange, confirmed: Confirmation = .notAsked
    ) async throws -> Deployment {
        try await world.change(context, "services.update", of: id.description) {
            let plan = try await planned(context, change, of: id)
            return try await begin(context, plan, confirmed: confirmed, "services.updated")
        }
    }

    private func planned(
        _ context: RequestContext, _ change: ServiceChange, of id: ServiceID
    ) async throws -> ServicePlan {
        let runtime = try runtime(context)
        try require(runtime.capabilities.updates, "change a service in place", runtime)
        let service = try await runtime.service(id)
        var change = change
        let manifest = try await manifest(context, of: service, pin: service.model?.pin)?.manifest
        var next: ModelManifest?
        if let pin = change.pin {
            guard let model = try await self.manifest(context, of: service, pin: pin), let found = model.manifest,
                model.entry.status == .completed
            else {
                throw Problem(
                    .revisionNotFound, "The bucket does not hold that revision",
                    detail: "\(pin.prefix(80)) of \(service.model?.id ?? "the model") is not complete in "
                        + "\(service.bucket ?? "its bucket")",
                    fix: "Import it first: llm-manager models import, then update the service."
                )
            }
            change.pin = model.entry.model.pin
            next = found
        }
        var facts = PlanFacts()
        if let served = next ?? manifest, let bucket = service.bucket {
            let store = try world.targets.buckets(of: context.target).store(bucket, in: context.target)
            facts = try await world.inspector.facts(of: served, in: store, target: context.target)
        }
        return try await runtime.plan(change, of: id, manifest: manifest, next: next, knowing: facts)
    }

    /// nil when the service names no model, or its bucket does not hold it any more.
    private func manifest(_ context: RequestContext, of service: Service, pin: String?) async throws
        -> ModelDescription?
    {
        guard let model = service.model, let bucket = service.bucket else { return nil }
        do {
            return try await Models(world).show(
                context, ModelSelection(bucket: bucket, source: model.source, id: model.id, pin: pin)
            )
        } catch let problem as Problem where [.notFound, .modelNotFound, .bucketNotFound].contains(problem.code) {
            return nil
        }
    }

    func require(_ ability: Bool, _ what: String, _ runtime: any RuntimeAdapter) throws(Problem) {
        guard ability else {
            throw Problem(
                .unsupported, "Not here", detail: "\(runtime.capabilities.name) cannot \(what)",
                fix: "Deploy the service again the way it is to be."
            )
        }
    }
}
