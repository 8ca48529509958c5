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
}
