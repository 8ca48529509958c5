import NIOCore
package import Outbound

/// Signs, paces, retries and decodes: the one way in which every client here sends.
package struct GoogleAPIClient: Sendable {
    /// The longest JSON answer that is read.
    private static let longestAnswer = 32 << 20

    package var outbound: OutboundClient
    package var endpoints: GoogleEndpoints
    /// nil sends everything without credentials.
    package var tokens: TokenProvider?

    package init(outbound: OutboundClient, endpoints: GoogleEndpoints, tokens: TokenProvider?) {
        self.outbound = outbound
        self.endpoints = endpoints
        self.tokens = tokens
    }

    /// The decoded answer.
    ///
    /// - Throws: `GoogleCloudError` when the API refused or its answer is unreadable, `OutboundError` when there was
    ///   no answer, `CancellationError`.
    package func send<Answer: Decodable>(_ request: GoogleRequest, as type: Answer.Type = Answer.self) async throws
        -> Answer
    {
        let (response, body) = try await performWhole(request, upTo: Self.longestAnswer)
        do {
            return try GoogleDecoder.decode(Answer.self, from: body)
        } catch {
            throw GoogleCloudError(
                .unreadable,
                message: "the answer is not the documented JSON: \(Self.place(error))",
                httpStatus: response.status,
                request: "\(request.method.rawValue) \(OutboundError.place(of: response.url))"
            )
        }
    }

    /// The same for answers without content.
    package func send(_ request: GoogleRequest) async throws {
        _ = await (try perform(request)).prefix(upTo: 1 << 20)
    }

    /// The answer with its body still to come: 2xx, or a status that the request accepts.
    package func perform(_ request: GoogleRequest) async throws -> OutboundResponse {
        try await outbound.pacer.retrying(request.isIdempotent ? request.retry : .none) {
            try await attempt(request)
        }
    }

    /// The same with the body read to its end; one that breaks off is asked for again, where that is safe.
    func performWhole(_ request: GoogleRequest, upTo limit: Int) async throws -> (OutboundResponse, ByteBuffer) {
        try await outbound.pacer.retrying(request.isIdempotent ? request.retry : .none) {
            let response = try await attempt(request)
            return (response, try await response.collect(upTo: limit))
        }
    }

    private func attempt(_ request: GoogleRequest) async throws -> OutboundResponse {
        let tokens = needsToken(request) ? self.tokens : nil
        let token = try await tokens?.accessToken()
        var response = try await outbound.send(signed(request, token))
        if response.status == 401, let tokens, let token, request.body.isReplayable {
            await tokens.refused(token)
            let fresh = try await tokens.accessToken()
            if fresh != token { response = try await outbound.send(signed(request, fresh)) }
        }
        if response.isSuccess || request.accepted.contains(response.status) { return response }
        let body = await response.prefix(upTo: 64 * 1024)
        throw GoogleCloudError(
            status: response.status,
            headers: response.headers,
            body: body,
            method: request.method,
            url: response.url
        )
    }

    private func needsToken(_ request: GoogleRequest) -> Bool {
        if request.isAnonymous { return false }
        guard case .api(let api, _) = request.place else { return true }
        return !endpoints.anonymous.contains(api)
    }

    private func signed(_ request: GoogleRequest, _ token: AccessToken?) -> OutboundRequest {
        var headers = request.headers
        if let token {
            headers["Authorization"] = "Bearer \(token.value)"
            if let project = tokens?.quotaProject { headers["x-goog-user-project"] = project }
        }
        return OutboundRequest(
            request.method,
            request.url(endpoints),
            headers: headers,
            body: request.body,
            traffic: request.traffic,
            timeouts: request.timeouts
        )
    }

    private static func place(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        func path(_ context: DecodingError.Context) -> String {
            let keys = context.codingPath.map(\.stringValue).joined(separator: ".")
            return "\(keys.isEmpty ? "top level" : keys): \(context.debugDescription)"
        }
        switch error {
        case .keyNotFound(let key, let context): return "\(key.stringValue) missing at \(path(context))"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            return path(context)
        @unknown default: return "unknown"
        }
    }
}
