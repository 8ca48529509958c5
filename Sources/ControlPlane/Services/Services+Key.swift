package import Domain

extension Services {
    /// Where the service's API key is kept; nil when it has none. Needs the viewer role.
    package func key(_ context: RequestContext, _ id: ServiceID) async throws -> EngineKey? {
        try await world.look(context, "see where the API key is kept") { try await keyring(context).key(id) }
    }

    /// Gives the engine an API key, or a new one in its place. Needs the admin role.
    /// - Returns: the steps; the last one is `done`.
    package func renewKey(_ context: RequestContext, _ id: ServiceID) async throws -> AsyncThrowingStream<
        KeyEvent, any Error
    > {
        try await world.change(context, "services.key.renew", of: id.description, needs: .admin) {
            let keyring = try keyring(context)
            let before = try? await keyring.key(id)
            AuditNote.before(before)
            return recorded(keyring.renewKey(id), context, "services.key.renewed", id, before: before)
        }
    }

    /// Has the engine ask for no key any more, and deletes the key. Needs the admin role.
    package func removeKey(_ context: RequestContext, _ id: ServiceID) async throws -> AsyncThrowingStream<
        KeyEvent, any Error
    > {
        try await world.change(context, "services.key.remove", of: id.description, needs: .admin) {
            let keyring = try keyring(context)
            let before = try? await keyring.key(id)
            AuditNote.before(before)
            return recorded(keyring.removeKey(id), context, "services.key.removed", id, before: before)
        }
    }

    /// The key itself, for a person who has asked for it. Written to the audit log. Needs the admin role.
    package func revealKey(_ context: RequestContext, _ id: ServiceID) async throws -> Secret {
        try await world.change(context, "services.key.reveal", of: id.description, needs: .admin) {
            try await keyring(context).revealKey(id)
        }
    }

    /// The same steps, and at their end one audit line with what came of them. They go on when the caller leaves, as
    /// the change itself does.
    private func recorded(
        _ steps: AsyncThrowingStream<KeyEvent, any Error>, _ context: RequestContext, _ action: String,
        _ id: ServiceID, before: EngineKey?
    ) -> AsyncThrowingStream<KeyEvent, any Error> {
        let (world, before) = (world, before.flatMap(AuditNote.lasting))
        return AsyncThrowingStream { continuation in
            Task {
                var (outcome, after): (String, EngineKey?) = ("ok", nil)
                var end: Result<Void, any Error> = .success(())
                do {
                    for try await step in steps {
                        if step.step == .done { after = step.key }
                        continuation.yield(step)
                    }
                } catch {
                    let problem = Problem(wrapping: error)
                    (outcome, end) = (problem.code.rawValue, .failure(problem))
                }
                world.record(
                    context, action, id.description, outcome: outcome, before: before,
                    after: after.flatMap(AuditNote.lasting))
                continuation.finish(with: end)
            }
        }
    }
}
