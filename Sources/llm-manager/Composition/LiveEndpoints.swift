import ControlPlane
import Domain
import NIOCore
import Outbound

/// Calls deployed engines. A cold start may take minutes, so the head of an answer is waited for that long.
struct LiveEndpoints: EndpointCaller {
    let client: OutboundClient

    func send(_ request: EngineRequest, to endpoint: ServiceEndpoint) async throws -> EndpointReply {
        var headers: OutboundHeaders = ["Content-Type": "application/json", "Accept": "application/json"]
        if let bearer = endpoint.bearer { headers["Authorization"] = "Bearer \(bearer.reveal())" }
        let method = OutboundRequest.Method(rawValue: request.method) ?? .post
        let outgoing = OutboundRequest(
            method, endpoint.url + request.path, headers: headers,
            body: request.body.isEmpty ? .none : .bytes(ByteBuffer(string: request.body)),
            timeouts: OutboundTimeouts(head: .seconds(600), stall: nil, total: .seconds(900))
        )
        do {
            let response = try await client.send(outgoing)
            let body = try await response.collect(upTo: 8 << 20)
            return EndpointReply(
                status: response.status, body: String(buffer: body),
                isStandIn: response.headers["x-llm-manager-simulator"] != nil
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
