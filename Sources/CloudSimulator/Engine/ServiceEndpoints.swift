import Hummingbird
import NIOCore

/// The addresses of deployed services, `/PROJECT/REGION/NAME/…`: Cloud Run's front end, then the engine behind it.
struct ServiceEndpoints: SimulatedAPI {
    /// The e-mail (or the account's number) in an ID token that is valid for one of the audiences; nil for any other.
    typealias IdentityCheck = @Sendable (_ token: String, _ audiences: Set<String>) -> String?

    let store: CloudRunStore
    let buckets: any MountedBuckets
    let projects: ProjectRegistry
    let identity: IdentityCheck
    private let loaded = LoadedModels()

    init(world: SimulatorWorld, identity: @escaping IdentityCheck = { _, _ in nil }) {
        store = world.run
        buckets = StorageMounts(store: world.storage, projects: world.projects)
        projects = world.projects
        self.identity = identity
    }

    func addRoutes(to router: Router<SimulatorContext>) {
        for method in [HTTPRequest.Method.get, .head, .post, .put, .delete, .options] {
            router.on("**", method: method) { request, _ in
                let response = try await answer(request)
                return request.method == .head ? response.createHeadResponse() : response
            }
        }
    }

    private func answer(_ request: Request) async throws -> Response {
        let parts = request.uri.path.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: true).map(
            String.init)
        // `TAG---NAME` is the address of a tagged revision.
        let host = parts.count >= 3 ? parts[2].split(separator: "---", maxSplits: 1).map(String.init) : []
        guard let name = host.last,
            let service = try store.current().services[ServiceRecord.name(parts[0], parts[1], name)]
        else { return Self.page(.notFound, "The requested URL was not found on this server.") }
        // From outside, a service with internal ingress looks as if it did not exist.
        let ingress = service.spec["ingress"]?.string ?? "INGRESS_TRAFFIC_ALL"
        guard ingress == "INGRESS_TRAFFIC_ALL" || ingress == "INGRESS_TRAFFIC_UNSPECIFIED" else {
            return Self.page(.notFound, "The requested URL was not found on this server.")
        }
        if let refusal = refusal(of: request, by: service) { return refusal }
        if service.isStopped {
            return Self.page(.serviceUnavailable, "The service has been disabled: it is scaled to zero instances.")
        }
        let tag = host.count == 2 ? host[0] : nil
        guard let revision = service.revision(tag: tag, chance: Int64.random(in: 0..<100)) else {
            return Self.page(.serviceUnavailable, "The service has no revision that is ready to serve.")
        }
        let call = EngineCall(
            method: request.method,
            path: "/" + (parts.count > 3 ? parts[3] : ""),
            body: try await request.body.collect(upTo: 32 << 20)
        )
        let recipe = EngineRecipe(template: revision.template)
        var response: Response
        switch recipe.kind {
        case .vllm:
            response = try VLLMStandIn(recipe: recipe, buckets: buckets).answer(call)
        case .ollama:
            response = try OllamaStandIn(recipe: recipe, buckets: buckets, loaded: loaded, revision: revision.uid)
                .answer(call)
        case .other:
            response = StandIn.text("Hello from the simulator's stand-in container for \(service.id).\n")
        }
        response.headers[named: "x-llm-manager-simulator"] = "stand-in engine"
        return response
    }

    /// 401 without a good token, 403 for somebody who may not invoke; nil when the request may pass.
    private func refusal(of request: Request, by service: ServiceRecord) -> Response? {
        guard !service.isPublic else { return nil }
        let header = request.headers[.authorization] ?? request.headers[named: "X-Serverless-Authorization"] ?? ""
        let prefix = "bearer "
        let audiences = (service.spec["customAudiences"]?.array ?? []).compactMap(\.string)
        let accepted = Set(audiences + [service.url(endpoint: store.endpoint)])
        guard header.lowercased().hasPrefix(prefix),
            let email = identity(String(header.dropFirst(prefix.count)), accepted)
        else {
            return Self.page(
                .unauthorized,
                "Your client does not have permission to the requested URL. The request was not authenticated.",
                headers: [
                    .wwwAuthenticate:
                        "Bearer error=\"invalid_token\" error_description=\"The access token could not be verified\""
                ]
            )
        }
        guard !service.invokers.contains(where: { Self.member($0, is: email) }), !owns(email, service) else {
            return nil
        }
        return Self.page(.forbidden, "Your client does not have permission to get URL from this server.")
    }

    /// Owners and editors of the project may invoke every service of it.
    private func owns(_ email: String, _ service: ServiceRecord) -> Bool {
        let roles: Set<String> = ["roles/owner", "roles/editor", "roles/run.admin", "roles/run.invoker"]
        return (projects.find(service.project)?.policy.bindings ?? []).contains { binding in
            guard roles.contains(binding["role"]?.string ?? "") else { return false }
            return (binding["members"]?.array ?? []).contains { Self.member($0.string ?? "", is: email) }
        }
    }

    /// Whether a member of a policy is the token's owner: by e-mail, or by the account's number where the token has
    /// no e-mail (the metadata server's short form).
    private static func member(_ member: String, is identity: String) -> Bool {
        if member == "allAuthenticatedUsers" { return true }
        let parts = member.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return false }
        switch parts[0] {
        case "domain": return identity.hasSuffix("@" + parts[1])
        case "user", "serviceAccount":
            return parts[1] == identity || IdentityAuthority.uniqueID(of: parts[1]) == identity
        default: return false
        }
    }

    private static func page(_ status: HTTPResponse.Status, _ text: String, headers: HTTPFields = [:]) -> Response {
        let body = """

            <html><head>
            <meta http-equiv="content-type" content="text/html;charset=utf-8">
            <title>\(status.code) \(status.reasonPhrase)</title>
            </head>
            <body text=#000000 bgcolor=#ffffff>
            <h1>Error: \(status.reasonPhrase)</h1>
            <h2>\(text)</h2>
            </body></html>

            """
        var headers = headers
        headers[.contentType] = "text/html; charset=UTF-8"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: body)))
    }
}
