package import Domain

extension Services {
    /// Who may call a service. Needs the viewer role.
    package func access(_ context: RequestContext, _ id: ServiceID) async throws -> ServiceAccess {
        try await world.look(context, "see who may call") { try await accessControl(context).access(id) }
    }

    /// Changes who may call a service. Needs the admin role.
    ///
    /// - Parameters:
    ///   - etag: of the list that the person saw; nil: whatever it is now.
    ///   - isConfirmed: a person has agreed that everybody on the internet may call.
    /// - Throws: `invalid-request` when everybody is to be let in and nobody has confirmed it; `conflict`.
    package func changeAccess(
        _ context: RequestContext, _ id: ServiceID, _ change: AccessChange, etag: String? = nil,
        isConfirmed: Bool = false
    ) async throws -> ServiceAccess {
        let subject =
            switch change {
            case .add(let member): "\(id) + \(member)"
            case .remove(let member): "\(id) - \(member)"
            case .makePrivate: "\(id) private"
            }
        return try await world.change(context, "services.permissions", of: subject, needs: .admin) {
            if case .add(let member) = change {
                _ = try AccessChange.member(parsing: member)
                if MemberKind(of: member).isEverybody, !isConfirmed { throw Self.unconfirmed(id, member) }
            }
            let control = try accessControl(context)
            if let access = try? await control.access(id) { AuditNote.before(access) }
            return try await control.change(id, change, etag: etag)
        }
    }

    private static func unconfirmed(_ id: ServiceID, _ member: String) -> Problem {
        Problem(
            .invalidRequest, "Not confirmed",
            detail: "\(member) would let everybody on the internet call \(id), and every call costs",
            fix: "Confirm it: \"confirmPublic\": true, or --yes on the command line."
        )
    }
}
