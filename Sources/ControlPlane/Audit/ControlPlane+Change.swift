import Domain

extension ControlPlane.Dependencies {
    /// Runs a change that takes `role`, and writes one audit line whatever comes of it.
    func change<Value: Sendable>(
        _ context: RequestContext, _ action: String, of subject: String, needs role: Role = .operator,
        _ body: () async throws -> Value
    ) async throws -> Value {
        let note = AuditNote()
        do {
            try context.require(role, to: action)
            let value = try await AuditNote.$current.withValue(note) { try await body() }
            note.afterUnlessNoted(value)
            record(context, action, subject, outcome: "ok", before: note.before, after: note.after)
            return value
        } catch {
            let problem = Problem(wrapping: error)
            record(context, action, subject, outcome: problem.code.rawValue, before: note.before)
            throw problem
        }
    }

    /// Runs a question: no audit line, any error as a `Problem`.
    func look<Value: Sendable>(
        _ context: RequestContext, _ action: String, _ body: () async throws -> Value
    ) async throws -> Value {
        try context.require(.viewer, to: action)
        do {
            return try await body()
        } catch {
            throw Problem(wrapping: error)
        }
    }

    func record(
        _ context: RequestContext, _ action: String, _ subject: String, outcome: String, before: String? = nil,
        after: String? = nil
    ) {
        audit.record(
            AuditLine(
                at: now(), actor: context.actor, role: context.role, action: action,
                target: context.target.description, subject: subject, outcome: outcome,
                requestID: context.requestID, before: before, after: after
            )
        )
    }
}
