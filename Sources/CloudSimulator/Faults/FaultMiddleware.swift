import HTTPTypes
import Hummingbird
import NIOCore

/// Lets requests fail as the fault plan says.
struct FaultMiddleware: RouterMiddleware {
    let listener: SimulatorListener
    let faults: FaultController
    let style: ErrorStyle

    func handle(
        _ request: Request,
        context: SimulatorContext,
        next: (Request, SimulatorContext) async throws -> Response
    ) async throws -> Response {
        let target = request.head.path ?? "/"
        guard let action = faults.decide(listener: listener, method: request.method.rawValue, target: target) else {
            return try await next(request, context)
        }
        switch action.kind {
        case .status:
            return answer(action)
        case .resetBeforeResponse:
            await ConnectionCut.reset(context.channel)
            throw ConnectionCut()
        case .resetAfterHead:
            var response = try await next(request, context)
            let channel = context.channel
            response.body = ResponseBody(contentLength: response.body.contentLength) { _ in
                await ConnectionCut.reset(channel)
                throw ConnectionCut()
            }
            return response
        case .loseResponse:
            _ = try await next(request, context)
            await ConnectionCut.reset(context.channel)
            throw ConnectionCut()
        case .expireSignedURL:
            var context = context
            context.signedURLIsExpired = true
            return try await next(request, context)
        case .truncate, .stall, .corrupt:
            let effect = BodyEffect(fault: action)
            if action.side == .request {
                return try await next(request.passing(effect), context)
            }
            return try await next(request, context).passing(effect)
        }
    }

    private func answer(_ action: FaultAction) -> Response {
        let status = HTTPResponse.Status(code: action.status ?? 503)
        var headers: HTTPFields = [:]
        if let seconds = action.retryAfter { headers[.retryAfter] = "\(seconds)" }
        if let body = action.body {
            return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: body)))
        }
        let words: [Int: (code: String, reason: String)] = [
            408: ("DEADLINE_EXCEEDED", "uploadBrokenConnection"), 429: ("RESOURCE_EXHAUSTED", "rateLimitExceeded"),
            500: ("INTERNAL", "backendError"), 502: ("UNAVAILABLE", "backendError"),
            503: ("UNAVAILABLE", "backendError"), 504: ("DEADLINE_EXCEEDED", "backendError"),
            401: ("UNAUTHENTICATED", "authError"), 403: ("PERMISSION_DENIED", "forbidden"),
        ]
        let word = words[status.code] ?? ("UNKNOWN", "unknown")
        return style.response(
            for: GoogleError(
                status, word.code, "Fault plan: \(status.code)", reason: word.reason, headers: headers
            )
        )
    }
}
