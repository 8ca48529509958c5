/// What proves to an endpoint that its caller may call: to the platform in front, and to the engine behind it.
package struct EndpointCredentials: Sendable, Hashable {
    /// An ID token for the platform (Cloud Run's IAM check); nil when it asks for none.
    package var identity: Secret?
    /// The engine's own API key; nil when it has none.
    package var key: Secret?

    package init(identity: Secret? = nil, key: Secret? = nil) {
        self.identity = identity
        self.key = key
    }

    /// The header fields that carry them. Beside a key the ID token goes into `X-Serverless-Authorization`, which Cloud
    /// Run checks first and which leaves `Authorization` to the engine.
    package var headers: [(name: String, value: String)] {
        let identity = identity.map { "Bearer \($0.reveal())" }
        let key = key.map { "Bearer \($0.reveal())" }
        guard let key else { return identity.map { [("Authorization", $0)] } ?? [] }
        return [("Authorization", key)] + (identity.map { [("X-Serverless-Authorization", $0)] } ?? [])
    }
}
