package import Domain

/// `GET /api/services/{region}/{name}/key`: where the engine's API key is kept. Never the key.
package struct KeyView: Sendable, Hashable, Codable {
    /// nil: the engine asks for no key.
    package var key: EngineKey?

    package init(key: EngineKey?) { self.key = key }
}

/// `POST /api/services/{region}/{name}/key/reveal`: a person asks for the key itself.
package struct RevealRequest: Sendable, Hashable, Codable {
    package var confirm: Bool

    package init(confirm: Bool) { self.confirm = confirm }
}

/// The key, once, to who asked for it.
package struct RevealedKey: Sendable, Hashable, Codable {
    package var value: String

    package init(value: String) { self.value = value }
}
