import Domain
import HTTPTypes
import Hummingbird

/// Refuses requests whose shape somebody before us could read differently: more than one Host or none, or an address that
/// is no path. Of an address in absolute form the HTTP library hands on the path alone: the Host decides, and is checked.
struct PlainRequestMiddleware: RouterMiddleware {
    private static let host = HTTPField.Name("Host")

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        // The first Host is the authority; what is still among the fields is a second one.
        if let host = Self.host, !request.headers[values: host].isEmpty { throw Self.odd("it has several Host fields") }
        if request.head.authority?.isEmpty ?? true, request.uri.path != "/health" { throw Self.odd("it has no Host") }
        guard request.head.path?.hasPrefix("/") == true else {
            throw Self.odd("its address is not a path")
        }
        return try await next(request, context)
    }

    private static func odd(_ detail: String) -> HTTPProblem {
        let problem = Problem(
            .invalidRequest, "Not a request we can answer", detail: detail,
            fix: "Send one Host field, and a path that begins with a slash."
        )
        return HTTPProblem(status: 400, problem: problem, headers: [.connection: "close"])
    }
}
