import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// One operation of the API, declared once: the router, the 405 answers, the strict query and the OpenAPI document are
/// all made of it, so that none can differ from the others.
struct Operation: Sendable {
    /// `operationId` of the document.
    var id: String
    var method: HTTPRequest.Method
    /// In OpenAPI's form: `/api/models/imports/{id}`.
    var path: String
    var summary: String
    var parameters: [Parameter] = []
    /// The JSON body; nil when none is read.
    var body: Schema?
    /// What comes when it goes well.
    var answer: Answer
    /// What may come instead when it goes well.
    var otherwise: [Answer] = []
    /// The answer is an event stream, and may be one that does not end.
    var streams = false
    var handler: @Sendable (Call) async throws -> Response

    struct Parameter: Sendable {
        enum Place: String, Sendable { case query, path }
        var name: String
        var place = Place.query
        var isRequired = false
        var schema = Schema.string
        var about: String
    }

    struct Answer: Sendable {
        var status: Int
        var about: String
        var schema: Schema?
        var mediaType = "application/json"
    }

    var routerPath: RouterPath { RouterPath(path) }

    /// Reads the request strictly, then hands it to the handler.
    ///
    /// - Parameter patience: how long the handler may go on once the manager is told to stop.
    func respond(
        to request: Request, _ context: ServerContext, bodyLimit: BodyLimit, patience: Duration = .seconds(5)
    ) async throws -> Response {
        let names = Set(parameters.filter { $0.place == .query }.map(\.name))
        var call = Call(
            request: request, context: context, query: try QueryString.parse(request.uri.query, allowed: names)
        )
        if body != nil { try await Self.readBody(&call, limit: bodyLimit) }
        return try await Self.answered(call, by: handler, within: patience)
    }

    /// Runs the handler; when the manager is told to stop, gives it up after `patience`, so that whoever asked hears so
    /// before the connection goes.
    private static func answered(
        _ call: Call, by handler: @escaping @Sendable (Call) async throws -> Response, within patience: Duration
    ) async throws -> Response {
        try await withThrowingTaskGroup(of: Response.self) { group in
            group.addTask { try await handler(call) }
            group.addTask {
                try await gracefulShutdown()
                try await Task.sleep(for: patience)
                throw HTTPProblem.stopping
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    struct BodyLimit: Sendable {
        var bytes: Int
        /// From the head to the last byte.
        var time: Duration
    }

    private static func readBody(_ call: inout Call, limit: BodyLimit) async throws {
        let type = call.request.headers[.contentType]
        let media = type?.split(separator: ";").first.map { $0.trimming(while: \.isWhitespace).lowercased() }
        guard media == "application/json" else { throw HTTPProblem.mediaType(type) }
        if let length = call.request.headers[.contentLength].flatMap({ Int($0) }), length > limit.bytes {
            throw HTTPProblem.tooLarge(limit: limit.bytes)
        }
        let deadline = ContinuousClock.now + limit.time
        var body = ByteBuffer()
        for try await var part in call.request.body {
            guard body.readableBytes + part.readableBytes <= limit.bytes else {
                throw HTTPProblem.tooLarge(limit: limit.bytes)
            }
            // A client that sends nothing at all is cut off by the connection's own idle time.
            guard ContinuousClock.now < deadline else { throw HTTPProblem.tooSlow }
            body.writeBuffer(&part)
        }
        call.body = body
    }
}

extension Substring {
    fileprivate func trimming(while isDropped: (Character) -> Bool) -> Substring {
        var rest = self.drop(while: isDropped)
        while let last = rest.last, isDropped(last) { rest.removeLast() }
        return rest
    }
}
