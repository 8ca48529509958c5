/// A runtime that can give an engine an API key of its own. Beside ``RuntimeAdapter``, for those that can.
package protocol ServiceKeyring: Sendable {
    /// nil when the service has no key.
    func key(_ id: ServiceID) async throws -> EngineKey?
    /// Makes a key and rolls out a revision that asks for it; with a key there, a new one in its place. The old one works
    /// until the new revision serves, then it is switched off. Ending the stream early does not undo it.
    func renewKey(_ id: ServiceID) -> AsyncThrowingStream<KeyEvent, any Error>
    /// Rolls out a revision that asks for no key, then deletes it.
    func removeKey(_ id: ServiceID) -> AsyncThrowingStream<KeyEvent, any Error>
    /// The key itself.
    /// - Throws: `not-found`, `permission-denied`.
    func revealKey(_ id: ServiceID) async throws -> Secret
}

/// Where a service's API key is kept; never the key.
package struct EngineKey: Sendable, Hashable, Codable {
    /// The secret's name in the project.
    package var secret: String
    /// The version that the newest revision starts with.
    package var version: String
    /// Versions that can still be read, besides that one: of rotations that were not brought to their end.
    package var otherVersions: [String]
    /// RFC 3339: when that version was made, where it is known.
    package var createdAt: String?
    /// The command that shows the key to somebody who may read it.
    package var command: String

    package init(
        secret: String, version: String, otherVersions: [String] = [], createdAt: String? = nil, command: String
    ) {
        self.secret = secret
        self.version = version
        self.otherVersions = otherVersions
        self.createdAt = createdAt
        self.command = command
    }
}

/// A step of a key's change.
package struct KeyEvent: Sendable, Hashable, Codable {
    package enum Step: String, Sendable, Hashable, Codable, CaseIterable {
        case secret, version, access, revision, rollout, retired, done
    }

    package var step: Step
    package var message: String
    /// With `done`: the key as it is now.
    package var key: EngineKey?

    package init(_ step: Step, _ message: String, key: EngineKey? = nil) {
        self.step = step
        self.message = message
        self.key = key
    }
}
