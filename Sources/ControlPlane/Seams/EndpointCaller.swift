package import Domain

/// Calls the HTTP API of an engine that we deployed; never an address that a caller supplied.
package protocol EndpointCaller: Sendable {
    /// - Throws: `network-unreachable`, `timed-out`; an HTTP error status is an answer, not an error.
    func send(_ request: EngineRequest, to endpoint: ServiceEndpoint) async throws -> EndpointReply
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
