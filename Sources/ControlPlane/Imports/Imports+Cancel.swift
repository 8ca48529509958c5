package import Domain

extension Imports {
    /// Stops an import for good and gives back what it had uploaded. Needs the operator role.
    package func cancel(_ context: RequestContext, _ id: String, bucket: String? = nil) async throws -> ImportSnapshot {
        try await world.change(context, "imports.cancel", of: id) {
            if let known = try? await world.importing.snapshot(id, bucket: bucket, in: context.target) {
                AuditNote.before(known)
            }
            return try await world.importing.cancel(id, bucket: bucket, in: context.target)
        }
    }
}
