package import Domain

extension Imports {
    /// Goes on with an interrupted or failed import where it stopped. Needs the operator role.
    ///
    /// - Throws: `needs-token` when the hub asks for one and none is given.
    package func resume(
        _ context: RequestContext, _ id: String, bucket: String? = nil, token: Secret? = nil
    ) async throws -> ImportSnapshot {
        try await world.change(context, "imports.resume", of: id) {
            if let known = try? await world.importing.snapshot(id, bucket: bucket, in: context.target) {
                AuditNote.before(known)
            }
            return try await world.importing.resume(
                id, bucket: bucket, in: context.target, token: token, by: context.actor
            )
        }
    }
}
