package import Domain

extension Services {
    /// What a delete would take away, and what it would leave. Deletes nothing. Needs the viewer role.
    package func deletion(_ context: RequestContext, _ id: ServiceID) async throws -> ServiceDeletion {
        try await world.look(context, "see what a delete takes away") { try await runtime(context).deletion(id) }
    }

    /// Deletes a service and returns when it is gone; the model stays in its bucket. Needs the operator role.
    package func delete(_ context: RequestContext, _ id: ServiceID) async throws {
        try await world.change(context, "services.delete", of: id.description) {
            let runtime = try runtime(context)
            await noteBefore(id, runtime)
            try await runtime.delete(id)
        }
    }
}
