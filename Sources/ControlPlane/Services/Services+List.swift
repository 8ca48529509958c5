package import Domain

extension Services {
    /// The target's managed services, by region and name, and the regions that could not be looked at. Never wakes an
    /// engine. Needs the viewer role.
    package func list(_ context: RequestContext) async throws -> ServiceListing {
        try await world.look(context, "list services") {
            let runtime = try runtime(context)
            return try await world.serviceReads.value(of: context.target) {
                var listing = try await runtime.listing()
                listing.services.sort { $0.id.description < $1.id.description }
                return listing
            }
        }
    }

    /// One service. Needs the viewer role.
    package func show(_ context: RequestContext, _ id: ServiceID) async throws -> Service {
        try await world.look(context, "show a service") { try await runtime(context).service(id) }
    }

    /// What the target's runtime can do, and where. Needs the viewer role.
    package func capabilities(_ context: RequestContext) throws -> RuntimeCapabilities {
        try context.require(.viewer, to: "see the runtime's abilities")
        return try runtime(context).capabilities
    }
}
