import HTTPTypes
import Hummingbird
import Logging

/// One line and one count per request. The route's pattern is logged, never the query: it might hold a search for
/// something private.
struct LogMiddleware: RouterMiddleware {
    var metrics: ServerMetrics

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        let clock = ContinuousClock()
        let start = clock.now
        let response = try await next(request, context)
        let route = context.endpointPath ?? "NotFound"
        let milliseconds = Int((clock.now - start) / .milliseconds(1))
        metrics.count(request.method.rawValue, route, status: response.status.code)
        let level: Logger.Level = response.status.code >= 500 ? .error : route == "/health" ? .debug : .info
        var fields: Logger.Metadata = [
            "http.method": "\(request.method.rawValue)", "http.route": "\(route)",
            "http.status": "\(response.status.code)", "http.ms": "\(milliseconds)",
            "request": "\(context.requestID)",
        ]
        if let actor = context.caller.actor { fields["actor"] = "\(actor)" }
        context.logger.log(level: level, "request", metadata: fields)
        return response
    }
}
