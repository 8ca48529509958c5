package import Domain

/// Calls the HTTP API of an engine that we deployed; never an address that a caller supplied.
package protocol EndpointCaller: Sendable {
    /// - Throws: `network-unreachable`, `timed-out`; an HTTP error status is an answer, not an error.
    func send(_ request: EngineRequest, to endpoint: ServiceEndpoint) async throws -> EndpointReply
    /// The same with the body as it comes. Dropping the body's iterator ends the request.
    func open(_ request: EngineRequest, to endpoint: ServiceEndpoint) async throws -> EndpointStream
    /// Passes somebody's request on as it is, with what proves that we may call.
    ///
    /// - Parameter headers: of the caller, without those that concern one connection only.
    func forward(
        _ head: ForwardedHead, body: ByteStream?, length: Int64?, to endpoint: ServiceEndpoint
    ) async throws -> EndpointStream
}

/// The head of a request that is passed on.
package struct ForwardedHead: Sendable, Hashable {
    package var method: String
    /// Path and query, as they came.
    package var target: String
    package var headers: [Field]

    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(method: String, target: String, headers: [Field]) {
        self.method = method
        self.target = target
        self.headers = headers
    }
}

/// An answer whose body is still to come.
package struct EndpointStream: Sendable {
    package var status: Int
    package var headers: [ForwardedHead.Field]
    package var body: ByteStream

    package init(status: Int, headers: [ForwardedHead.Field], body: ByteStream) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The answer carries `x-llm-manager-simulator`.
    package var isStandIn: Bool { header("x-llm-manager-simulator") != nil }
}

package struct EndpointReply: Sendable, Hashable {
    package var status: Int
    package var body: String
    /// The answer carries `x-llm-manager-simulator`.
    package var isStandIn: Bool

    package init(status: Int, body: String, isStandIn: Bool) {
        self.status = status
        self.body = body
        self.isStandIn = isStandIn
    }
}
