import API
import ControlPlane
import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// An answer of server-sent events: written as fast as the reader takes them, kept alive by comments, ended by the
/// events' end, the reader's leaving or a graceful shutdown.
enum EventStream {
    struct Pace: Sendable {
        var heartbeat: Duration
    }

    typealias Events = AsyncThrowingStream<ServerEvent, any Error>

    static func response(to call: Call, _ events: Events, pace: Pace) -> Response {
        // Hummingbird's watch ends the process when a connection closes before it has seen the end of the request's body,
        // which whoever reads bodies may have taken already. It gets an empty body of its own; ours is in the call.
        var request = call.request
        request.body = RequestBody(buffer: ByteBuffer())
        let body = request.body
        let requestID = call.context.requestID
        return Response(
            status: .ok,
            // Whoever watches for the reader's leaving reads the connection to its end: it serves no second request.
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .connection: "close"],
            body: ResponseBody { writer in
                let mailbox = EventMailbox()
                async let _: Void = pump(events, into: mailbox, requestID)
                async let _: Void = pulse(into: mailbox, every: pace.heartbeat)
                try await withGracefulShutdownHandler {
                    try await body.consumeWithInboundCloseHandler { _ in
                        try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
                        for await _ in mailbox.signals { try await writer.write(contentsOf: mailbox.take()) }
                        try await writer.write(contentsOf: mailbox.take())
                    } onInboundClosed: {
                        mailbox.close()
                    }
                } onGracefulShutdown: {
                    mailbox.close()
                }
                try await writer.finish(nil)
            }
        )
    }

    /// An error of the events is the last event: `problem`.
    private static func pump(_ events: Events, into mailbox: EventMailbox, _ requestID: String) async {
        do {
            for try await event in events { mailbox.put(event) }
        } catch {
            let view = ProblemView(Problem(wrapping: error), requestID: requestID)
            if let event = try? ServerEvent(name: "problem", data: view) { mailbox.put(event) }
        }
        mailbox.close()
    }

    private static func pulse(into mailbox: EventMailbox, every interval: Duration) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: interval)
            mailbox.putHeartbeat()
        }
    }
}

extension AsyncThrowingStream where Failure == any Error {
    /// The same elements as events; the source's iteration ends with the reader's.
    ///
    /// - Parameter isKnown: asked of the first element only; true leaves it out.
    func events(
        skippingFirst isKnown: @escaping @Sendable (Element) -> Bool = { _ in false },
        _ transform: @escaping @Sendable (Element) throws -> ServerEvent?
    ) -> EventStream.Events where Element: Sendable {
        let (stream, continuation) = EventStream.Events.makeStream()
        let task = Task {
            do {
                var isFirst = true
                for try await element in self {
                    defer { isFirst = false }
                    if isFirst, isKnown(element) { continue }
                    if let event = try transform(element) { continuation.yield(event) }
                }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }
}
