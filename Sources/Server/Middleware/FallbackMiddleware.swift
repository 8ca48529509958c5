import HTTPTypes
import Hummingbird

/// What no route answers: the console's files, 405 with `Allow` for a known address, and 404.
struct FallbackMiddleware: RouterMiddleware {
    private let methods: [(segments: [Substring], method: String)]
    private let console: Console

    init(operations: [Operation], console: Console) {
        self.console = console
        methods =
            operations.map { (Self.segments($0.path), $0.method.rawValue) }
            + [(Self.segments("/api/openapi.json"), "GET")]
    }

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound && context.endpointPath == "NotFound" {
            return try answer(request)
        }
    }

    private func answer(_ request: Request) throws -> Response {
        let path = request.uri.path
        let allowed = allowed(path)
        if !allowed.isEmpty { throw HTTPProblem.methodNotAllowed(request.method.rawValue, allowed: allowed) }
        guard path != "/api", !path.hasPrefix("/api/") else { throw HTTPProblem.notFound(path) }
        guard request.method == .get || request.method == .head else {
            throw HTTPProblem.methodNotAllowed(request.method.rawValue, allowed: ["GET", "HEAD"])
        }
        return try console.response(to: request)
    }

    private func allowed(_ path: String) -> [String] {
        let given = Self.segments(path)
        var found = methods.filter { Self.matches(given, $0.segments) }.map(\.method)
        if found.contains("GET") { found.append("HEAD") }
        return found.sorted()
    }

    private static func segments(_ path: String) -> [Substring] { path.split(separator: "/") }

    private static func matches(_ given: [Substring], _ pattern: [Substring]) -> Bool {
        given.count == pattern.count && zip(given, pattern).allSatisfy { $1.hasPrefix("{") || $0 == $1 }
    }
}
