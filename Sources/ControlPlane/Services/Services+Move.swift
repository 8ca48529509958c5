package import Domain

extension Services {
    /// Plans the same service on another target: the model as it is there, everything else chosen for that target.
    /// Changes nothing; deploy the plan there, then delete the service here. Needs the viewer role.
    ///
    /// - Parameter bucket: where the model is on the other target; nil looks in every managed bucket of it.
    /// - Throws: `model-not-found` with the import that brings the model there.
    package func planMove(
        _ context: RequestContext, _ id: ServiceID, to target: Target, bucket: String? = nil
    ) async throws -> MovePlan {
        try await world.look(context, "plan a move") {
            guard target != context.target else {
                throw Problem(
                    .invalidRequest, "It is there already", detail: "\(id) runs on ‘\(target)’",
                    fix: "Name the other target."
                )
            }
            let service = try await runtime(context).service(id)
            guard let model = service.model else {
                throw Problem(
                    .conflict, "Which model it serves is not known", detail: "\(id) does not say which model it serves",
                    fix: "Deploy the model on the other target."
                )
            }
            var there = context
            there.target = target
            let place = try await self.place(of: model, there, bucket: bucket)
            var spec = ServiceSpec(name: id.name, bucket: place.bucket, model: place.model)
            // An engine that the other target has not is chosen anew there.
            let engines = try runtime(there).capabilities.engines
            spec.engine = service.engine.flatMap { engines.contains($0) ? $0 : nil }
            spec.access = service.access
            return MovePlan(from: service, plan: try await planned(there, spec))
        }
    }

    /// The model on the other target: the same pin before another one.
    private func place(
        of model: ModelIdentity, _ there: RequestContext, bucket: String?
    ) async throws -> (bucket: String, model: ModelIdentity) {
        let listing = try await Models(world).list(there, bucket: bucket)
        let known = listing.models.filter {
            $0.entry.model.source == model.source && $0.entry.model.id == model.id && $0.entry.status == .completed
        }
        if let found = known.first(where: { $0.entry.model.pin == model.pin }) ?? known.first {
            return (found.bucket, found.entry.model)
        }
        if let unread = listing.problems.first { throw unread.problem }
        throw Problem(
            .modelNotFound, "The model is not there yet",
            detail: "no bucket of ‘\(there.target)’ has \(model.source.rawValue) \(model.id)",
            fix: "Import it first: llm-manager models import \(model.source.prefix)\(model.id) --bucket NAME "
                + "--target \(there.target)"
        )
    }
}

/// A service, and the plan of the same one elsewhere.
package struct MovePlan: Sendable, Hashable {
    package var from: Service
    package var plan: ServicePlan
}
