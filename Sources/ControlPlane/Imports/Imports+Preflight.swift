package import Domain

extension Imports {
    /// Says what an import would fetch, skip, cost and refuse. Changes nothing. Needs the viewer role.
    package func preflight(
        _ context: RequestContext, _ reference: ModelReference, into bucket: String, token: Secret? = nil,
        reads: Bool = false
    ) async throws -> ImportPlan {
        try await world.look(context, "plan an import") {
            let order = ImportOrder(
                reference: reference, bucket: bucket, target: context.target, token: token, reads: reads)
            try await check(order, context)
            return try await world.importing.plan(order)
        }
    }

    /// Where a planned import could run, and where it would when it is started in this way. Needs the viewer role.
    package func places(
        _ context: RequestContext, _ plan: ImportPlan, way: ImportWay = ImportWay()
    ) async throws -> ImportPlaces {
        try await world.look(context, "place an import") {
            let order = ImportOrder(
                reference: plan.model.reference, bucket: plan.bucket, target: context.target, way: way
            )
            return try await world.importing.places(plan, order)
        }
    }
}
