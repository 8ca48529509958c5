import Domain
import HTTPTypes
import Hummingbird

/// Access for this machine only. A page of the internet cannot reach us under its own name (DNS rebinding: the Host is
/// checked) nor make this browser change anything here (CSRF: Origin and Sec-Fetch-Site are checked).
struct LoopbackAccessMiddleware: RouterMiddleware {
    var port: BoundPort

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        let hosts = Self.hosts(port: port.port)
        let host = request.head.authority ?? ""
        if request.uri.path != "/health", !hosts.contains(host.lowercased()) { throw Self.foreignHost(host) }
        if ![.get, .head, .options].contains(request.method) { try Self.checkOrigin(request, hosts) }
        var context = context
        context.actor = "local user"
        context.role = .admin
        return try await next(request, context)
    }

    static func hosts(port: Int?) -> [String] {
        guard let port else { return [] }
        let names = ["127.0.0.1", "localhost", "[::1]"]
        return names.map { "\($0):\(port)" } + (port == 80 ? names : [])
    }

    private static func checkOrigin(_ request: Request, _ hosts: [String]) throws(Problem) {
        if let origin = request.headers[.origin], !hosts.contains(where: { origin.lowercased() == "http://\($0)" }) {
            throw foreign("the request comes from ‘\(origin.prefix(200))’")
        }
        if let name = HTTPField.Name("Sec-Fetch-Site"), let site = request.headers[name],
            !["same-origin", "none"].contains(site)
        {
            throw foreign("the browser says that the request is ‘\(site.prefix(50))’")
        }
    }

    private static func foreignHost(_ host: String) -> Problem {
        Problem(
            .permissionDenied, "Not this machine", detail: "the request was made for the host ‘\(host.prefix(200))’",
            fix: "Open it as http://127.0.0.1 with the port that the manager printed."
        )
    }

    private static func foreign(_ detail: String) -> Problem {
        Problem(
            .permissionDenied, "Not from another site", detail: detail,
            fix: "Only the manager's own console, or a program without an Origin header, may change things."
        )
    }
}
