import HTTPTypes
import Hummingbird
import NIOCore

/// Lets requests fail as the fault plan says.
struct FaultMiddleware: RouterMiddleware {
    let listener: SimulatorListener
    let faults: FaultController
    let identity: IdentityAuthority
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
            try await read(action.bytes, of: request)
            return answer(action)
        case .resetBeforeResponse:
            try await read(action.bytes, of: request)
            throw await cut(context)
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
            throw await cut(context)
        case .expireSignedURL:
            var context = context
            context.signedURLIsExpired = true
            return try await next(request, context)
        case .delay:
            try await Task.sleep(for: .seconds(action.seconds ?? 1))
            return try await next(request, context)
        case .lateEntries, .emptyPage:
            var context = context
            context.hidesYoungEntries = action.kind == .lateEntries ? action.seconds ?? 30 : 0
            context.emptiesPages = action.kind == .emptyPage
            return try await next(request, context)
        case .expireToken:
            if let token = request.headers[.authorization]?.split(separator: " ").last {
                identity.expire(String(token))
            }
            return try await next(request, context)
        case .truncate, .stall, .drip, .corrupt:
            let effect = BodyEffect(fault: action)
            if action.side == .request {
                return try await next(request.passing(effect), context)
            }
            return try await next(request, context).passing(effect)
        case .corruptStored:
            var head = request.head
            if let name = HTTPField.Name("x-goog-hash") { head.headerFields[name] = nil }
            let changed = Request(head: head, body: request.body).passing(BodyEffect(fault: action))
            return try await next(changed, context)
        case .ignoreRange, .shiftRange, .misplaceRange:
            return try await moved(request, action) { try await next($0, context) }
        case .kill:
            return try await kill(action, request, context, next)
        }
    }

    private func cut(_ context: SimulatorContext) async -> ConnectionCut {
        await ConnectionCut.reset(context.channel)
        return ConnectionCut()
    }

    /// Takes so much of the request from the connection as a server does that fails in the middle.
    private func read(_ bytes: Int64?, of request: Request) async throws {
        guard let bytes else { return }
        var count: Int64 = 0
        for try await chunk in request.body {
            count += Int64(chunk.readableBytes)
            if count >= bytes { return }
        }
    }

    private func moved(
        _ request: Request, _ action: FaultAction, _ next: (Request) async throws -> Response
    ) async throws -> Response {
        var head = request.head
        head.headerFields[.range] = nil
        if action.kind != .ignoreRange {
            let bounds = request.headers[.range]?.dropFirst("bytes=".count).split(separator: "-").map { Int64($0) }
            guard let start = bounds?.first ?? nil else { return try await next(request) }
            let end = bounds.flatMap { $0.count > 1 ? $0[1] : nil }
            let by = action.bytes ?? 0
            head.headerFields[.range] = "bytes=\(max(0, start + by))-" + (end.map { "\(max(0, $0 + by))" } ?? "")
        }
        let other = Request(head: head, body: request.body)
        guard action.kind == .misplaceRange else { return try await next(other) }
        let (asked, sent) = (try await next(request), try await next(other))
        guard asked.status == sent.status, asked.body.contentLength == sent.body.contentLength else { return asked }
        return Response(status: asked.status, headers: asked.headers, body: sent.body)
    }

    /// The process is found before the request is applied: afterwards it may have gone by itself.
    private func kill(
        _ action: FaultAction, _ request: Request, _ context: SimulatorContext,
        _ next: (Request, SimulatorContext) async throws -> Response
    ) async throws -> Response {
        let client = ClientProcess(of: context.channel)
        switch action.moment ?? .before {
        case .before:
            client?.kill()
        case .during:
            let effect = BodyEffect(breakingOffAt: action.bytes ?? 0) { client?.kill() }
            if action.side == .response { return try await next(request, context).passing(effect) }
            return try await next(request.passing(effect), context)
        case .after:
            _ = try await next(request, context)
            client?.kill()
        }
        throw await cut(context)
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
