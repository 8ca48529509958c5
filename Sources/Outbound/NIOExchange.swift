import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// One request and its answer on async-http-client, with our own watch over time.
struct NIOExchange {
    private let request: OutboundRequest
    private let meter = TransferMeter()
    private let clock = ContinuousClock()

    private let registry: WatchedConnection.Registry

    /// - Parameter registry: through which connections for bulk traffic find the watch of what they carry.
    init(_ request: OutboundRequest, _ registry: WatchedConnection.Registry) {
        self.request = request
        self.registry = registry
    }

    func run(on client: HTTPClient) async throws -> OutboundResponse {
        let start = clock.now
        let deadline = request.timeouts.total.map { start + $0 }
        let watched = request.traffic == .bulk ? ExchangeWatch(request, deadline: deadline) : nil
        var prepared = try prepare()
        let number = watched.map(registry.add)
        if let number { prepared.headers.add(name: WatchedConnection.Registry.header, value: number) }
        defer { if let number { registry.remove(number) } }
        let answer: HTTPClientResponse
        do {
            let prepared = prepared
            answer = try await withThrowingTaskGroup(of: HTTPClientResponse?.self) { group in
                group.addTask { try await Self.send(prepared, on: client) }
                group.addTask { try await watch(since: start) }
                defer { group.cancelAll() }
                while let result = try await group.next() {
                    if let result { return result }
                }
                throw CancellationError()
            }
        } catch {
            throw failure(error)
        }
        return OutboundResponse(
            status: Int(answer.status.code),
            headers: OutboundHeaders(answer.headers.map { ($0.name, $0.value.trimmingBlanksAtEnd) }),
            body: watched.map { body(answer, $0) } ?? body(answer, deadline: deadline),
            url: request.url
        )
    }

    /// The library gives up waiting for a free connection as soon as one could have been made. Nothing was sent then;
    /// how long to wait is for `watch` to say.
    private static func send(_ request: HTTPClientRequest, on client: HTTPClient) async throws -> HTTPClientResponse {
        while true {
            do {
                return try await client.execute(request, deadline: .distantFuture)
            } catch let error as HTTPClientError where error == .getConnectionFromPoolTimeout {
                try Task.checkCancellation()
            }
        }
    }

    private func prepare() throws -> HTTPClientRequest {
        var prepared = HTTPClientRequest(url: request.url)
        prepared.method = HTTPMethod(rawValue: request.method.rawValue)
        for field in request.headers { prepared.headers.add(name: field.name, value: field.value) }
        switch request.body {
        case .none:
            break
        case .bytes(let buffer) where buffer.readableBytes <= 64 * 1024:
            prepared.body = .bytes(buffer)
        case .bytes(let buffer):
            let length = HTTPClientRequest.Body.Length.known(Int64(buffer.readableBytes))
            prepared.body = .stream(MeteredBody(base: OutboundStream(buffer), meter: meter), length: length)
        case .stream(let stream, let length, _):
            let length = length.map { HTTPClientRequest.Body.Length.known($0) } ?? .unknown
            prepared.body = .stream(MeteredBody(base: stream, meter: meter), length: length)
        }
        return prepared
    }

    /// Throws when the upload stalls, the head does not come, or the total time is over; returns nil never before
    /// its task is cancelled.
    private func watch(since start: ContinuousClock.Instant) async throws -> HTTPClientResponse? {
        var window = StallWindow(request.timeouts.stall)
        var before = meter.snapshot(now: start)
        let tick = min(request.timeouts.stall?.window ?? .seconds(1), request.timeouts.head, .seconds(1)) / 4
        while true {
            try await Task.sleep(for: tick, clock: clock)
            let now = clock.now
            if let total = request.timeouts.total, now - start > total {
                throw error(.timedOut, "not finished within \(total)")
            }
            let seen = meter.snapshot(now: now)
            if let finished = meter.finishedAt ?? (request.hasMeteredBody ? nil : start) {
                if now - finished > request.timeouts.head {
                    throw error(.timedOut, "no answer within \(request.timeouts.head)")
                }
            } else if window.isStalled(bytes: seen.bytes - before.bytes, waited: seen.waited - before.waited) {
                throw error(.stalled, "the upload fell under \(window.limitText)")
            }
            before = seen
        }
    }

    /// Bulk: the connection itself is ended when the peer stalls, see `WatchedConnection`.
    private func body(_ answer: HTTPClientResponse, _ watch: ExchangeWatch) -> OutboundStream {
        OutboundStream {
            var iterator = answer.body.makeAsyncIterator()
            return {
                watch.asked()
                do {
                    let buffer = try await iterator.next()
                    if let failure = watch.failure { throw failure }
                    // The library ends the body of a cancelled task as if it were whole.
                    if buffer == nil { try Task.checkCancellation() }
                    if let buffer { try watch.came(buffer.readableBytes) }
                    return buffer
                } catch {
                    throw watch.failure ?? failure(error)
                }
            }
        }
    }

    /// Small answers: a task for each wait, whatever carries them.
    private func body(_ answer: HTTPClientResponse, deadline: ContinuousClock.Instant?) -> OutboundStream {
        let stall = request.timeouts.stall
        return OutboundStream {
            let reader = BodyReader(answer.body)
            var window = StallWindow(stall)
            return {
                let asked = clock.now
                let limit = [window.remaining, deadline.map { $0 - asked }].compactMap(\.self).min()
                do {
                    let buffer = try await reader.next(within: limit)
                    if buffer == nil { try Task.checkCancellation() }
                    if window.isStalled(bytes: buffer?.readableBytes ?? 0, waited: clock.now - asked), buffer != nil {
                        throw error(.stalled, "the answer fell under \(window.limitText)")
                    }
                    return buffer
                } catch is BodyReader.Late {
                    if let deadline, clock.now >= deadline { throw error(.timedOut, "not finished in time") }
                    throw error(.stalled, "the answer fell under \(window.limitText)")
                } catch {
                    throw failure(error)
                }
            }
        }
    }

    private func error(_ code: OutboundError.Code, _ cause: String) -> OutboundError {
        OutboundError(code, method: request.method, url: request.url, cause: cause)
    }

    private func failure(_ error: any Error) -> any Error {
        if Task.isCancelled { return CancellationError() }
        return OutboundError.translating(error, request)
    }
}

extension OutboundRequest {
    fileprivate var hasMeteredBody: Bool {
        switch body {
        case .none: false
        case .bytes(let buffer): buffer.readableBytes > 64 * 1024
        case .stream: true
        }
    }
}

extension String {
    /// Blanks around a value are not part of it (RFC 9110 section 5.5); the parser leaves those at the end.
    fileprivate var trimmingBlanksAtEnd: String {
        guard let last = utf8.last, last == 32 || last == 9 else { return self }
        return String(reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
