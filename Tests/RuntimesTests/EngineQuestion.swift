import Domain
import NIOCore
import Outbound
import Serving

/// One question to a deployed engine, as a client of the user's would ask it.
enum EngineQuestion {
    static func isAnswered(_ endpoint: ServiceEndpoint, _ client: OutboundClient) async throws -> Bool {
        let engine = ServingEngines.engine(endpoint.engine)
        let request = engine.askRequest(
            servedName: endpoint.servedName, kind: endpoint.proof, prompt: "Is anybody there?", stream: false
        )
        var headers: OutboundHeaders = ["Content-Type": "application/json"]
        for (name, value) in endpoint.credentials.headers { headers[name] = value }
        let response = try await client.send(
            OutboundRequest(
                .post, endpoint.url + request.path, headers: headers, body: .bytes(ByteBuffer(string: request.body)))
        )
        let body = String(buffer: try await response.collect(upTo: 1 << 20))
        return response.status == 200 && engine.answer(in: body, kind: endpoint.proof)?.isEmpty == false
    }
}
