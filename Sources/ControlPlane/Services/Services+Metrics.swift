package import Domain

extension Services {
    /// What a service did, and what its engine says of itself. Never wakes an engine. Needs the viewer role.
    package func metrics(
        _ context: RequestContext, _ id: ServiceID, over range: MetricRange = .hour
    ) async throws -> ServiceMetrics {
        try await world.look(context, "read metrics") { try await runtime(context).metrics(id, over: range) }
    }
}
