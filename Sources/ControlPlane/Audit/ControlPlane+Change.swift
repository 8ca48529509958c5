import Domain

extension ControlPlane.Dependencies {
    /// Runs a change that takes `role`, and writes one audit line whatever comes of it.
    func change<Value: Sendable>(
        _ context: RequestContext, _ action: String, of subject: String, needs role: Role = .operator,
        _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            try context.require(role, to: action)
            let value = try await body()
            record(context, action, subject, outcome: "ok")
            return value
        } catch {
            let problem = Problem(wrapping: error)
            record(context, action, subject, outcome: problem.code.rawValue)
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

    func record(_ context: RequestContext, _ action: String, _ subject: String, outcome: String) {
        audit.record(
            AuditLine(
                at: now(), actor: context.actor, action: action, target: context.target, subject: subject,
                outcome: outcome, requestID: context.requestID
            )
        )
    }
}
