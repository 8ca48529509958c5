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
        var json: JSONValue?
        if request.headers[.contentType]?.hasPrefix("application/json") == true,
            let length = request.headers[.contentLength].flatMap({ Int($0) }), (1...262_144).contains(length)
        {
            json = try? JSONValue(parsing: try await request.collectBody(upTo: 262_144))
        }
        let number = recorder.begin(
            listener: listener,
            method: request.method.rawValue,
            target: Self.withoutTokens(request.head.path ?? "/"),
            body: json,
            range: request.headers[.range] ?? request.headers[.contentRange]
        )
        let recorder = recorder
        let received = BodyEffect { chunk, _ in
            recorder.change(number) { $0.received += Int64(chunk.readableBytes) }
            return .init(chunk: chunk)
        }
        let sent = BodyEffect { chunk, _ in
            recorder.change(number) { $0.sent += Int64(chunk.readableBytes) }
            return .init(chunk: chunk)
        }
        let response = try await next(json == nil ? request.passing(received) : request, context)
        recorder.change(number) { $0.status = response.status.code }
        return response.passing(sent)
    }

    private static func withoutTokens(_ target: String) -> String {
        guard target.contains("token=") else { return target }
        return target.replacing(/((?:access|oauth|id)_token=)[^&]*/) { "\($0.1)…" }
    }
}
