import API
import ControlPlane
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Passes each request on to the service and the answer back, both as they come.
struct ProxyResponder: HTTPResponder {
    let gate: ServiceGate
    let port: BoundPort
    let origins: [String]

    func respond(to request: Request, context: ProxyContext) async throws -> Response {
        do {
            try check(request)
            let answer = try await forward(request, context.channel)
            return Self.response(answer, isHead: request.method == .head)
        } catch {
            return try Self.refusal(error as? Problem ?? Problem(wrapping: error))
        }
    }

    /// Another site must neither reach us under its own name nor have this machine's browser call.
    private func check(_ request: Request) throws(Problem) {
        let host = (request.head.authority ?? "").lowercased()
        guard LoopbackGate.hosts(port: port.port).contains(host) else {
            throw Problem(
                .permissionDenied, "Not this machine",
                detail: "the request was made for the host ‘\(host.prefix(200))’",
                fix: "Call it as http://127.0.0.1 with the port that the proxy printed."
            )
        }
        guard let origin = request.headers[.origin], !origins.contains(origin) else { return }
        throw Problem(
            .permissionDenied, "Not from a page", detail: "the request comes from a page of ‘\(origin.prefix(200))’",
            fix:
                "Programs send no Origin. To let a page of yours call, start the proxy with --allow-origin \(origin.prefix(200))."
        )
    }

    /// Ends the request to the service when the caller goes away before it is answered.
    private func forward(_ request: Request, _ channel: any Channel) async throws -> EndpointStream {
        let head = ForwardedHead(
            method: request.method.rawValue, target: request.head.path ?? "/", headers: ProxyHeaders.outgoing(request)
        )
        let length = request.headers[.contentLength].flatMap { Int64($0) }
        let hasBody = (length ?? 0) > 0 || request.headers[.transferEncoding] != nil
        let body = request.body
        let gate = gate
        return try await withThrowingTaskGroup(of: EndpointStream?.self) { group in
            group.addTask {
                try await gate.forward(head, body: hasBody ? ByteStream(body) : nil, length: hasBody ? length : nil)
            }
            group.addTask {
                // The future itself cannot be cancelled; whoever waits for it can.
                let (closed, feed) = AsyncStream.makeStream(of: Void.self)
                channel.closeFuture.whenComplete { _ in feed.finish() }
                for await _ in closed {}
                throw CancellationError()
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() ?? nil else { throw CancellationError() }
            return answer
        }
    }

    static func response(_ answer: EndpointStream, isHead: Bool) -> Response {
        let length = answer.header("content-length").flatMap { Int($0) }
        let body = answer.body
        let empty = isHead || answer.status == 204 || answer.status == 304
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: ProxyHeaders.incoming(answer),
            body: empty
                ? ResponseBody()
                : ResponseBody(contentLength: length) { writer in
                    // Writing to a caller that has gone fails, and that ends the request to the service.
                    for try await buffer in body { try await writer.write(buffer) }
                    try await writer.finish(nil)
                }
        )
    }

    /// In the shape that OpenAI's clients show.
    private static func refusal(_ problem: Problem) throws -> Response {
        struct Body: Encodable {
            struct Failure: Encodable {
                var message: String
                var type = "llm_manager_proxy_error"
                var code: String
            }
            var error: Failure
        }
        let message = "\(problem.title): \(problem.detail). What to do: \(problem.fix)"
        let body = Body(error: .init(message: message, code: problem.code.rawValue))
        return try .json(body, status: HTTPResponse.Status(code: problem.code.status))
    }
}

/// The connection of a request, to see its caller leave.
struct ProxyContext: Hummingbird.RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
