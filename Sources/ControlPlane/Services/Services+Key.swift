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
            if let key = try? await keyring.key(id) { AuditNote.before(key) }
            return keyring.renewKey(id)
        }
    }

    /// Has the engine ask for no key any more, and deletes the key. Needs the admin role.
    package func removeKey(_ context: RequestContext, _ id: ServiceID) async throws -> AsyncThrowingStream<
        KeyEvent, any Error
    > {
        try await world.change(context, "services.key.remove", of: id.description, needs: .admin) {
            let keyring = try keyring(context)
            if let key = try? await keyring.key(id) { AuditNote.before(key) }
            return keyring.removeKey(id)
        }
    }

    /// The key itself, for a person who has asked for it. Written to the audit log. Needs the admin role.
    package func revealKey(_ context: RequestContext, _ id: ServiceID) async throws -> Secret {
        try await world.change(context, "services.key.reveal", of: id.description, needs: .admin) {
            try await keyring(context).revealKey(id)
        }
    }
}
