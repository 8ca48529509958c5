import HTTPTypes
import Hummingbird

/// Routes in Google's own notation, `v1/projects/{project}/services/{service}:enable`, with the query parameters
/// that each knows. Asked before the router: Google's custom verbs and the names that APIs share do not fit a trie.
struct GoogleRouteTable: Sendable {
    typealias Handler = @Sendable (GoogleCall) async throws -> Response

    private struct Route: Sendable {
        let method: HTTPRequest.Method
        let segments: [String]
        let verb: String?
        let query: Set<String>
        let handler: Handler
    }

    private var routes: [Route] = []

    /// Adds a route. Segments in braces are captured, decoded.
    mutating func on(
        _ method: HTTPRequest.Method, _ pattern: String, query: Set<String> = [], _ handler: @escaping Handler
    ) {
        let (path, verb) = Self.split(pattern)
        routes.append(Route(method: method, segments: path, verb: verb, query: query, handler: handler))
    }

    /// The answer of the route that matches, `nil` when none does.
    func respond(to request: Request, _ context: SimulatorContext) async throws -> Response? {
        let (path, verb) = Self.split(String(request.uri.path.dropFirst()))
        for route in routes where route.method == request.method && route.segments.count == path.count {
            guard let parameters = Self.match(route.segments, path, verb: verb, wanted: route.verb) else { continue }
            let query = try QueryParameters(request, allowing: route.query)
            return try await route.handler(
                GoogleCall(request: request, context: context, parameters: parameters, query: query)
            )
        }
        return nil
    }

    private static func match(
        _ pattern: [String], _ path: [String], verb: String?, wanted: String?
    ) -> [String: String]? {
        guard verb == wanted else { return nil }
        var parameters: [String: String] = [:]
        for (expected, given) in zip(pattern, path) {
            if expected.hasPrefix("{") {
                guard !given.isEmpty else { return nil }
                parameters[String(expected.dropFirst().dropLast())] = PercentCoding.decode(given)
            } else if expected != given {
                return nil
            }
        }
        return parameters
    }

    /// Segments, and the verb behind the last colon of the last one.
    private static func split(_ path: String) -> ([String], String?) {
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let last = segments.last, let colon = last.lastIndex(of: ":") else { return (segments, nil) }
        segments[segments.count - 1] = String(last[..<colon])
        return (segments, String(last[last.index(after: colon)...]))
    }
}

/// Leads requests to the route table first.
struct GoogleRoutesMiddleware: RouterMiddleware {
    let table: GoogleRouteTable

    func handle(
        _ request: Request,
        context: SimulatorContext,
        next: (Request, SimulatorContext) async throws -> Response
    ) async throws -> Response {
        if let response = try await table.respond(to: request, context) { return response }
        return try await next(request, context)
    }
}
