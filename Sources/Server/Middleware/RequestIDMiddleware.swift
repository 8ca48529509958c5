import HTTPTypes
import Hummingbird
import Logging

/// Gives every request an id: the caller's `X-Request-Id` when it is short and plain, or a new one.
struct RequestIDMiddleware: RouterMiddleware {
    static let header = HTTPField.Name("X-Request-Id") ?? .server

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = Self.accepted(request.headers[Self.header]) ?? Self.fresh()
        if let trace = Self.trace(request) { context.logger[metadataKey: "trace"] = "\(trace)" }
        var response = try await next(request, context)
        response.headers[Self.header] = context.requestID
        return response
    }

    static func accepted(_ given: String?) -> String? {
        guard let given, (1...64).contains(given.utf8.count) else { return nil }
        let isPlain = given.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95
        }
        return isPlain ? given : nil
    }

    /// The id of the trace that the request belongs to, from W3C's `traceparent` or Google's own header.
    static func trace(_ request: Request) -> String? {
        let candidates = [("traceparent", "-", 1), ("X-Cloud-Trace-Context", "/", 0)]
        for (name, separator, index) in candidates {
            guard let field = HTTPField.Name(name), let value = request.headers[field] else { continue }
            let parts = value.split(separator: Character(separator))
            guard parts.count > index else { continue }
            let id = parts[index].lowercased()
            if id.utf8.count == 32, id.allSatisfy(\.isHexDigit) { return id }
        }
        return nil
    }

    private static func fresh() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
