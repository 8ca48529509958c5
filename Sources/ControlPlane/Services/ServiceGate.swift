package import Domain

/// The way to one service for programs that cannot prove who they are: each request goes out with a fresh ID token and
/// the engine's key. Tokens are made again well before their hour is over, and at once when the service refuses one.
package actor ServiceGate {
    /// An ID token lives an hour.
    private static let lifetime = Duration.seconds(1500)

    package nonisolated let id: ServiceID
    private nonisolated let runtime: any RuntimeAdapter
    private nonisolated let caller: any EndpointCaller
    private var known: (endpoint: ServiceEndpoint, at: ContinuousClock.Instant)?

    init(id: ServiceID, runtime: any RuntimeAdapter, caller: any EndpointCaller) {
        self.id = id
        self.runtime = runtime
        self.caller = caller
    }

    /// - Throws: `not-found`, `unavailable` while the service has no address, what keeps us from making a token.
    package func endpoint() async throws -> ServiceEndpoint {
        let now = ContinuousClock.now
        if let known, now - known.at < Self.lifetime { return known.endpoint }
        let endpoint = try await runtime.endpoint(id)
        known = (endpoint, now)
        return endpoint
    }

    private func forget(_ endpoint: ServiceEndpoint) {
        if known?.endpoint == endpoint { known = nil }
    }

    /// Passes a request on. Without a body it is sent once more when a token was refused.
    package nonisolated func forward(_ head: ForwardedHead, body: ByteStream?, length: Int64?) async throws
        -> EndpointStream
    {
        let endpoint = try await endpoint()
        let answer = try await caller.forward(head, body: body, length: length, to: endpoint)
        guard answer.status == 401 || answer.status == 403 else { return answer }
        await forget(endpoint)
        guard body == nil else { return answer }
        return try await caller.forward(head, body: nil, length: nil, to: try await self.endpoint())
    }
}

extension Services {
    /// The way to a service, for the proxy. Needs the operator role: what goes through it wakes an engine.
    package func gate(_ context: RequestContext, _ id: ServiceID) async throws -> ServiceGate {
        try await world.change(context, "services.proxy", of: id.description) {
            let gate = ServiceGate(id: id, runtime: try runtime(context), caller: world.endpoints)
            _ = try await gate.endpoint()
            return gate
        }
    }
}
