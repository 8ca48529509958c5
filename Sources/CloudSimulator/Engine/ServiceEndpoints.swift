import Foundation
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
    let secrets: SecretStore
    let meter: RequestMeter
    private let loaded = LoadedModels()

    init(world: SimulatorWorld, identity: @escaping IdentityCheck = { _, _ in nil }) {
        store = world.run
        buckets = StorageMounts(store: world.storage, projects: world.projects)
        projects = world.projects
        secrets = world.secrets
        meter = RequestMeter(book: world.meter, logs: world.logs)
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
        let began = Date()
        if let refusal = refusal(of: request, by: service) {
            return try meter.measure(refusal, of: request, service, revision: service.latestReady, since: began)
        }
        if service.isStopped {
            return Self.page(.serviceUnavailable, "The service has been disabled: it is scaled to zero instances.")
        }
        let tag = host.count == 2 ? host[0] : nil
        guard let revision = service.revision(tag: tag, chance: Int64.random(in: 0..<100)) else {
            return Self.page(.serviceUnavailable, "The service has no revision that is ready to serve.")
        }
        try meter.noteStart(of: service, revision)
        let response = try await answer(request, path: "/" + (parts.count > 3 ? parts[3] : ""), service, revision)
        return try meter.measure(response, of: request, service, revision: revision, since: began)
    }

    private func answer(
        _ request: Request, path: String, _ service: ServiceRecord, _ revision: RevisionRecord
    ) async throws -> Response {
        let call = EngineCall(
            method: request.method,
            path: path,
            body: try await request.body.collect(upTo: 32 << 20),
            bearer: Self.bearer(request.headers[.authorization])
        )
        let recipe = EngineRecipe(template: revision.template)
        var response: Response
        switch recipe.kind {
        case .vllm:
            guard let keys = try? keys(of: revision, in: service) else {
                return Self.page(.serviceUnavailable, "The instance could not read its secrets and did not start.")
            }
            let totals = meter.book.totals(of: revision.id, since: .distantPast)
            response = try VLLMStandIn(recipe: recipe, buckets: buckets, keys: keys, totals: totals).answer(call)
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
        // Cloud Run looks there first, and leaves Authorization to the engine then.
        let header = request.headers[named: "X-Serverless-Authorization"] ?? request.headers[.authorization]
        let audiences = (service.spec["customAudiences"]?.array ?? []).compactMap(\.string)
        let accepted = Set(audiences + [service.url(endpoint: store.endpoint)])
        guard let token = Self.bearer(header), let email = identity(token, accepted) else {
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

    private static func bearer(_ header: String?) -> String? {
        let prefix = "bearer "
        guard let header, header.lowercased().hasPrefix(prefix) else { return nil }
        return String(header.dropFirst(prefix.count))
    }

    /// vLLM's API keys: `--api-key`, else its environment variable, whose value may be a secret's.
    private func keys(of revision: RevisionRecord, in service: ServiceRecord) throws -> [String] {
        let containers = revision.template["containers"]?.array ?? []
        let container = containers.first { $0["ports"]?.array?.isEmpty == false } ?? containers.first ?? [:]
        let given = EngineArguments(container).values("--api-key")
        guard given.isEmpty else { return given }
        guard let variable = container["env"]?.array?.first(where: { $0["name"]?.string == "VLLM_API_KEY" }) else {
            return []
        }
        if let value = variable["value"]?.string { return [value] }
        guard let source = variable["valueSource"]?["secretKeyRef"] else { return [] }
        return [
            try secrets.value(
                of: source["secret"]?.string ?? "", version: source["version"]?.string ?? "latest", in: service.project)
        ]
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
