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
        return try await runtime(context).plan(spec, of: manifest)
    }
}
