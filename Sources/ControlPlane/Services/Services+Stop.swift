package import Domain

extension Services {
    /// Ends every instance and lets none start; the service, its address and its revisions stay. Needs the operator
    /// role.
    package func stop(_ context: RequestContext, _ id: ServiceID) async throws -> Service {
        try await world.change(context, "services.stop", of: id.description) {
            let runtime = try runtime(context)
            try require(runtime.capabilities.stops, "stop a service and keep it", runtime)
            await noteBefore(id, runtime)
            return try await runtime.stop(id)
        }
    }

    /// Undoes a stop. Needs the operator role.
    package func start(_ context: RequestContext, _ id: ServiceID) async throws -> Service {
        try await world.change(context, "services.start", of: id.description) {
            let runtime = try runtime(context)
            try require(runtime.capabilities.stops, "start a service that was stopped", runtime)
            await noteBefore(id, runtime)
            return try await runtime.start(id)
        }
    }
}
