import ControlPlane
import Domain
import NIOCore
import Outbound

/// Calls deployed engines. A cold start may take minutes, so the head of an answer is waited for that long.
struct LiveEndpoints: EndpointCaller {
    let client: OutboundClient
    private static let timeouts = OutboundTimeouts(head: .seconds(900), stall: nil, total: .seconds(3700))

    func send(_ request: EngineRequest, to endpoint: ServiceEndpoint) async throws -> EndpointReply {
        let answer = try await open(request, to: endpoint)
        let body = try await answer.body.collect(upTo: 8 << 20)
        return EndpointReply(status: answer.status, body: String(buffer: body), isStandIn: answer.isStandIn)
    }

    func open(_ request: EngineRequest, to endpoint: ServiceEndpoint) async throws -> EndpointStream {
        let head = ForwardedHead(
            method: request.method, target: request.path,
            headers: [
                .init("Content-Type", "application/json"), .init("Accept", "application/json, text/event-stream"),
            ]
        )
        let body = request.body.isEmpty ? OutboundBody.none : .bytes(ByteBuffer(string: request.body))
        return try await forward(head, body, to: endpoint)
    }

    func forward(
        _ head: ForwardedHead, body: ByteStream?, length: Int64?, to endpoint: ServiceEndpoint
    ) async throws -> EndpointStream {
        let body: OutboundBody = body.map { .stream(OutboundStream($0), length: length, isReplayable: false) } ?? .none
        return try await forward(head, body, to: endpoint)
    }

    private func forward(
        _ head: ForwardedHead, _ body: OutboundBody, to endpoint: ServiceEndpoint
    ) async throws -> EndpointStream {
        guard let method = OutboundRequest.Method(rawValue: head.method) else {
            throw Problem(.invalidRequest, "Not a method", detail: "‘\(head.method.prefix(20))’ is not passed on")
        }
        var headers = OutboundHeaders(head.headers.map { ($0.name, $0.value) })
        for (name, value) in endpoint.credentials.headers { headers[name] = value }
        let base = endpoint.url.hasSuffix("/") ? String(endpoint.url.dropLast()) : endpoint.url
        let outgoing = OutboundRequest(
            method, base + head.target, headers: headers, body: body, timeouts: Self.timeouts)
        do {
            let answer = try await client.send(outgoing)
            return EndpointStream(
                status: answer.status, headers: answer.headers.map { .init($0.name, $0.value) },
                body: ByteStream(answer.body)
            )
        } catch let error as OutboundError {
            throw Problem(
                error.code == .timedOut || error.code == .stalled ? .timedOut : .networkUnreachable,
                "The service could not be asked", detail: error.description,
                fix: "Look at the service's state and logs; a cold start of a large model takes minutes.",
                isRetryable: true
            )
        }
    }
}
