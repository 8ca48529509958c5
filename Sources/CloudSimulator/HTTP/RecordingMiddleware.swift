import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Records every request with its status and the bytes that flowed.
struct RecordingMiddleware: RouterMiddleware {
    let listener: SimulatorListener
    let recorder: RequestRecorder

    func handle(
        _ request: Request,
        context: SimulatorContext,
        next: (Request, SimulatorContext) async throws -> Response
    ) async throws -> Response {
        if listener == .control { return try await next(request, context) }
        var request = request
        let taken = try await Self.takeBody(of: &request)
        let number = recorder.begin { number in
            RequestRecorder.Entry(
                number: number,
                listener: listener,
                method: request.method.rawValue,
                target: Self.withoutTokens(request.head.path ?? "/"),
                agent: request.headers[.userAgent],
                contentType: request.headers[.contentType],
                body: taken?.json,
                range: request.headers[.range] ?? request.headers[.contentRange],
                time: Date(),
                received: taken?.bytes ?? 0
            )
        }
        let recorder = recorder
        let head = RelatedBodyHead(contentType: request.headers[.contentType])
        let received = BodyEffect { chunk, _ in
            recorder.change(number) { $0.received += Int64(chunk.readableBytes) }
            head?.take(chunk)
            return .init(chunk: chunk)
        }
        let sent = BodyEffect { [listener] chunk, _ in
            recorder.sent(chunk.readableBytes, for: number, by: listener)
            return .init(chunk: chunk)
        }
        let outcome: Result<Response, any Error>
        do {
            outcome = .success(try await next(taken == nil ? request.passing(received) : request, context))
        } catch {
            outcome = .failure(error)
        }
        let metadata = await head?.metadata()
        recorder.change(number) { entry in
            if case .success(let response) = outcome { entry.status = response.status.code }
            if let metadata { entry.body = metadata }
        }
        recorder.keep(number)
        return try outcome.get().passing(sent)
    }

    /// Reads a JSON body and leaves it to be read again; nil: there is none, it flows on unread.
    private static func takeBody(of request: inout Request) async throws -> (json: JSONValue?, bytes: Int64)? {
        guard request.headers[.contentType]?.hasPrefix("application/json") == true,
            let length = request.headers[.contentLength].flatMap({ Int($0) }), (1...limit).contains(length)
        else { return nil }
        let body = try await request.collectBody(upTo: limit)
        return (try? JSONValue(parsing: body), Int64(body.readableBytes))
    }

    private static let limit = 262_144

    private static func withoutTokens(_ target: String) -> String {
        guard target.contains("token=") else { return target }
        return target.replacing(/((?:access|oauth|id)_token=)[^&]*/) { "\($0.1)…" }
    }
}
