/// Carries one request over the network: no redirects, no retries, no credentials of its own.
package protocol HTTPTransport: Sendable {
    /// The head of the answer, as soon as it is there.
    ///
    /// Cancelling the task before ends the exchange; afterwards dropping the body's iterator does.
    /// - Throws: `OutboundError`; `CancellationError` when the task was cancelled.
    func execute(_ request: OutboundRequest) async throws -> OutboundResponse

    /// Ends idle connections; later requests fail with code `shutDown`.
    func shutdown() async throws
}
