import HTTPTypes
import Hummingbird
import NIOCore

/// The metadata server, as a Cloud Run instance sees it.
struct MetadataServer: SimulatedAPI {
    let authority: IdentityAuthority
    let projects: ProjectRegistry
    private let project = "demo-project"
    private let region = "us-central1"

    init(authority: IdentityAuthority, projects: ProjectRegistry) {
        self.authority = authority
        self.projects = projects
    }

    func addRoutes(to router: Router<SimulatorContext>) {
        let handler: @Sendable (Request, SimulatorContext) async throws -> Response = { request, _ in
            try self.respond(to: request)
        }
        router.get("/", use: handler)
        router.get("/**", use: handler)
    }

    private func respond(to request: Request) throws -> Response {
        guard let flavor = HTTPField.Name("Metadata-Flavor"), let forwarded = HTTPField.Name("X-Forwarded-For") else {
            throw HTTPError(.internalServerError)
        }
        let headers: HTTPFields = [flavor: "Google"]
        let path = request.uri.path
        if path != "/", request.headers[flavor] != "Google" || request.headers[forwarded] != nil {
            return Self.text("Missing Metadata-Flavor:Google header.\n", headers, status: .forbidden, type: "text/html")
        }
        let query = QueryParameters(request)
        if path == "/" { return Self.text("computeMetadata/\n", headers) }
        if path == "/computeMetadata" || path == "/computeMetadata/" { return Self.text("v1/\n", headers) }
        guard path.hasPrefix("/computeMetadata/v1/") else { return Self.notFound(headers) }
        let parts = path.dropFirst("/computeMetadata/v1/".count).split(separator: "/").map(String.init)
        return try answer(parts, query, headers)
    }

    private func answer(_ parts: [String], _ query: QueryParameters, _ headers: HTTPFields) throws -> Response {
        let number = projects.find(project)?.number ?? "0"
        switch parts {
        case []: return Self.text("instance/\nproject/\nuniverse/\n", headers)
        case ["project", "project-id"]: return Self.text(project, headers)
        case ["project", "numeric-project-id"]: return Self.text(number, headers)
        case ["instance", "region"]: return Self.text("projects/\(number)/regions/\(region)", headers)
        case ["instance", "zone"]: return Self.text("projects/\(number)/zones/\(region)-1", headers)
        case ["instance", "id"]: return Self.text("00bf4bf02d9f6ea7c1d3", headers)
        case ["universe", "universe-domain"]: return Self.text("googleapis.com", headers)
        case ["instance", "service-accounts"]:
            return Self.text("default/\n\(IdentityAuthority.serviceAccount)/\n", headers)
        case _ where parts.starts(with: ["instance", "service-accounts"]) && parts.count >= 3:
            guard ["default", IdentityAuthority.serviceAccount].contains(parts[2]) else {
                return Self.notFound(headers)
            }
            return try account(parts.count > 3 ? parts[3] : "", query, headers)
        default: return Self.notFound(headers)
        }
    }

    private func account(_ item: String, _ query: QueryParameters, _ headers: HTTPFields) throws -> Response {
        let email = IdentityAuthority.serviceAccount
        switch item {
        case "":
            guard query["recursive"]?.lowercased() == "true" else {
                return Self.text("aliases\nemail\nidentity\nscopes\ntoken\n", headers)
            }
            return .json(
                [
                    "aliases": ["default"], "email": .string(email),
                    "scopes": [.string(IdentityAuthority.cloudPlatform)],
                ],
                headers: headers
            )
        case "email": return Self.text(email, headers)
        case "aliases": return Self.text("default\n", headers)
        case "scopes": return Self.text(IdentityAuthority.cloudPlatform + "\n", headers)
        case "token":
            let asked = query["scopes"].map { $0.split(separator: ",").map(String.init) } ?? []
            let scopes = asked.isEmpty ? [IdentityAuthority.cloudPlatform] : asked
            return .json(
                [
                    "access_token": .string(try authority.accessToken(for: email, scopes: scopes)),
                    "expires_in": .integer(Int64(IdentityAuthority.lifetime)), "token_type": "Bearer",
                ],
                headers: headers
            )
        case "identity":
            guard let audience = query["audience"], !audience.isEmpty else {
                return Self.text("non-empty audience parameter required\n", headers, status: .badRequest)
            }
            let isFull = query["format"] == "full"
            return Self.text(
                try authority.idToken(for: email, audience: audience, includesEmail: isFull), headers, type: "text/html"
            )
        default: return Self.notFound(headers)
        }
    }

    private static func notFound(_ headers: HTTPFields) -> Response {
        text("404 page not found\n", headers, status: .notFound, type: "text/html")
    }

    private static func text(
        _ text: String, _ headers: HTTPFields, status: HTTPResponse.Status = .ok, type: String = "application/text"
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
