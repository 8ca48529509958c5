package import Domain

extension Services {
    /// What happened to a service, the newest first. Needs the viewer role.
    package func events(_ context: RequestContext, _ id: ServiceID) async throws -> ServiceEvents {
        try await world.look(context, "see what happened") { try await history(context).events(id) }
    }
}
