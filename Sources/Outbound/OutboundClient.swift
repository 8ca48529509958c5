/// Everything that leaves this process over HTTP: a transport, our redirect rule and the one retry loop.
package struct OutboundClient: Sendable {
    package var transport: any HTTPTransport
    package var pacer: Pacer
    /// Sent with every request that has none.
    package var userAgent: String
    /// Called with every request before it is sent, redirects and retries included.
    package var recorder: (@Sendable (RecordedRequest) -> Void)?

    package init(
        transport: any HTTPTransport,
        pacer: Pacer = .system,
        userAgent: String = "llm-manager",
        recorder: (@Sendable (RecordedRequest) -> Void)? = nil
    ) {
        self.transport = transport
        self.pacer = pacer
        self.userAgent = userAgent
        self.recorder = recorder
    }

    /// The answer, whatever its status, after redirects and retries as the request's policies say.
    ///
    /// Statuses of `request.retry` and retryable transport errors are tried again (when the body can be sent again);
    /// the last answer is returned as it is. An error within the body of an answer is the reader's to handle.
    /// - Throws: `OutboundError`; `CancellationError` when the task was cancelled.
    package func send(_ request: OutboundRequest) async throws -> OutboundResponse {
        var request = request
        if request.headers["User-Agent"] == nil { request.headers["User-Agent"] = userAgent }
        var schedule = RetrySchedule(request.body.isReplayable ? request.retry : .none)
        let start = pacer.now()
        var refusals = 0
        while true {
            let hint: Duration?
            let outcome: Result<OutboundResponse, OutboundError>
            do {
                var response = try await follow(request)
                response.refusals = refusals
                guard request.retry.statuses.contains(response.status) else { return response }
                if response.status == 429 || response.status == 503 { refusals += 1 }
                let answer = await RetryHint.read(response)
                hint = answer.wait
                outcome = .success(answer.response)
            } catch let error as OutboundError where error.isRetryable {
                hint = error.retryAfter
                outcome = .failure(error)
            }
            try Task.checkCancellation()
            let elapsed = pacer.now() - start
            guard let wait = schedule.delay(hint: hint, elapsed: elapsed, random: pacer.random()) else {
                return try outcome.get()
            }
            try await pacer.sleep(wait)
        }
    }

    /// The same with the body read to its end, and asked for again when it breaks off: for short answers of requests
    /// that may be repeated. A body that is longer than `limit` bytes is an error.
    package func sendWhole(_ request: OutboundRequest, upTo limit: Int) async throws -> OutboundResponse {
        var schedule = RetrySchedule(request.body.isReplayable ? request.retry : .none)
        let start = pacer.now()
        while true {
            var response = try await send(request)
            do {
                response.body = OutboundStream(try await response.collect(upTo: limit))
                return response
            } catch let error as OutboundError where error.isRetryable {
                try Task.checkCancellation()
                let elapsed = pacer.now() - start
                guard let wait = schedule.delay(hint: error.retryAfter, elapsed: elapsed, random: pacer.random())
                else { throw error }
                try await pacer.sleep(wait)
            }
        }
    }

    package func shutdown() async throws {
        try await transport.shutdown()
    }

    private func follow(_ request: OutboundRequest) async throws -> OutboundResponse {
        var current = request
        var followed = 0
        while true {
            recorder?(RecordedRequest(current))
            let response = try await transport.execute(current)
            guard case .follow(let limit) = request.redirects,
                let redirect = try Redirect(response, to: current, startedAt: request.url)
            else { return response }
            followed += 1
            guard followed <= limit else {
                throw OutboundError(
                    .tooManyRedirects,
                    method: request.method,
                    url: request.url,
                    cause: "redirected more than \(limit) times"
                )
            }
            current = redirect.request
        }
    }
}
