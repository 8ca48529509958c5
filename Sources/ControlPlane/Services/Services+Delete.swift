package import Domain

extension Services {
    /// Deletes a service and returns when it is gone; the model stays in its bucket. Needs the operator role.
    package func delete(_ context: RequestContext, _ id: ServiceID) async throws {
        try await world.change(context, "services.delete", of: id.description) {
            try await runtime(context).delete(id)
        }
    }
}
