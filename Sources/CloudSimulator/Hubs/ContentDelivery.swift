import Hummingbird
import NIOCore

/// The host that the hubs' redirects lead to: signed links that expire, and no credentials but the signature.
struct ContentDelivery: SimulatedAPI {
    let catalog: HubCatalog
    let images: OllamaCatalog
    let links: SignedLinks

    func addRoutes(to router: Router<SimulatorContext>) {
        for method in [HTTPRequest.Method.get, .head] {
            router.on("**", method: method) { request, context in
                try await answer(request, context: context)
            }
        }
    }

    private func answer(_ request: Request, context: SimulatorContext) async throws -> Response {
        // A client that sends its token here has leaked it: real stores refuse two ways of authentication at once.
        guard request.headers[.authorization] == nil else {
            return Self.refusal(
                .badRequest, "InvalidArgument",
                "Only one auth mechanism allowed; found Authorization beside a signed link."
            )
        }
        let path = request.uri.path
        let verdict = links.verify(path: path, query: QueryParameters(request))
        switch context.signedURLIsExpired && verdict == .good ? .expired : verdict {
        case .forged: return Self.refusal(.forbidden, "SignatureDoesNotMatch", "The signature of the link is not ours.")
        case .expired: return Self.refusal(.forbidden, "AccessDenied", "Request has expired")
        case .good: break
        }
        guard let (content, sha256) = try await content(of: path) else {
            return Self.refusal(.notFound, "NoSuchKey", "The specified key does not exist.")
        }
        return try await content.response(to: request, headers: [.eTag: "\"\(sha256)\""], context: context)
    }

    private func content(of path: String) async throws -> (HubContent, String)? {
        let segments = path.split(separator: "/").map(String.init)
        guard let sha256 = segments.last else { return nil }
        if segments.count == 4, segments[0] == "huggingface" {
            let repository = try await catalog.repository(segments[1] + "/" + segments[2])
            let file = repository?.files.first { $0.digest.sha256 == sha256 }
            return file.map { ($0.content, sha256) }
        }
        if segments.count == 4, segments[0] == "ollama" {
            let blob = try await images.blob(sha256, of: segments[1] + "/" + segments[2])
            return blob.map { ($0, sha256) }
        }
        return nil
    }

    private static func refusal(_ status: HTTPResponse.Status, _ code: String, _ message: String) -> Response {
        let body =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<Error><Code>\(code)</Code><Message>\(message)</Message></Error>"
        return Response(
            status: status,
            headers: [.contentType: "application/xml"],
            body: .init(byteBuffer: ByteBuffer(string: body))
        )
    }
}
