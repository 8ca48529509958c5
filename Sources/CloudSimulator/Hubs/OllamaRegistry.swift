import Hummingbird
import NIOCore

/// The Ollama registry over directories: manifests and blobs, as `ollama pull` asks for them.
struct OllamaRegistry: SimulatedAPI {
    let images: OllamaCatalog
    let links: SignedLinks

    func addRoutes(to router: Router<SimulatorContext>) {
        for method in [HTTPRequest.Method.get, .head] {
            router.on("**", method: method) { request, _ in
                let response = try await answer(request)
                return request.method == .head ? response.createHeadResponse() : response
            }
        }
    }

    private func answer(_ request: Request) async throws -> Response {
        let segments = request.uri.path.split(separator: "/").map { PercentCoding.decode($0) }
        guard segments != ["v2"] else { return .json([:]) }
        guard segments.count == 5, segments[0] == "v2" else { return Self.refusal(.notFound, "NOT_FOUND", "not found") }
        guard OllamaName.isNamespace(segments[1]), OllamaName.isModelOrTag(segments[2]) else {
            return Self.refusal(.badRequest, "NAME_INVALID", "invalid repository name")
        }
        let name = segments[1] + "/" + segments[2]
        switch segments[3] {
        case "manifests": return try await manifest(name, tag: segments[4])
        case "blobs": return try await blob(name, digest: segments[4], method: request.method)
        default: return Self.refusal(.notFound, "NOT_FOUND", "not found")
        }
    }

    private func manifest(_ name: String, tag: String) async throws -> Response {
        guard OllamaName.isModelOrTag(tag) else { return Self.refusal(.badRequest, "TAG_INVALID", "invalid tag") }
        guard let image = try await images.image(name, tag: tag) else {
            return Self.refusal(.notFound, "MANIFEST_UNKNOWN", "manifest unknown")
        }
        return Response(
            status: .ok,
            headers: [.contentType: OllamaImage.manifestType],
            body: .init(byteBuffer: ByteBuffer(string: image.manifest))
        )
    }

    private func blob(_ name: String, digest: String, method: HTTPRequest.Method) async throws -> Response {
        let prefix = "sha256:"
        let hex = digest.dropFirst(prefix.count)
        guard digest.hasPrefix(prefix), hex.count == 64, hex.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) else {
            return Self.refusal(.badRequest, "DIGEST_INVALID", "provided digest did not match uploaded content")
        }
        guard let blob = try await images.blob(String(hex), of: name) else {
            return Self.refusal(.notFound, "BLOB_UNKNOWN", "blob unknown to registry")
        }
        if method == .head {
            let headers: HTTPFields = [
                .contentLength: String(blob.size), .contentType: "application/octet-stream", .acceptRanges: "bytes",
            ]
            return Response(status: .ok, headers: headers)
        }
        return Response(
            status: .temporaryRedirect,
            headers: [.location: links.link(to: "/ollama/\(name)/\(hex)")]
        )
    }

    private static func refusal(_ status: HTTPResponse.Status, _ code: String, _ message: String) -> Response {
        .json(["errors": [["code": .string(code), "message": .string(message)]]], status: status)
    }
}
