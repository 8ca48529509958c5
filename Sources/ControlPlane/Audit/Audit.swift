package import Domain

/// Who changed what. Needs the admin role.
package struct Audit: Sendable {
    let world: ControlPlane.Dependencies

    init(_ dependencies: ControlPlane.Dependencies) { world = dependencies }

    /// Where it is kept: `process`, `file` or `logging`.
    package var place: String { world.auditLog.place }

    /// The newest lines first.
    package func page(_ context: RequestContext, token: String? = nil, size: Int = 100) async throws -> AuditPage {
        try context.require(.admin, to: "read the audit log")
        do {
            return try await world.auditLog.page(token, size: min(max(1, size), 500))
        } catch {
            throw Problem(wrapping: error)
        }
    }
}
