import API
import ControlPlane
import Domain
import HTTPTypes
import Hummingbird
import NIOCore

/// `/api/services/{region}/{name}/…`: what a service wrote, did, and what happened to it.
struct ServiceWatchRoutes {
    let controlPlane: ControlPlane
    let pace: EventStream.Pace

    init(_ controlPlane: ControlPlane, pace: EventStream.Pace) {
        self.controlPlane = controlPlane
        self.pace = pace
    }

    var operations: [Operation] { [logs, metrics, events, resource, calling] }

    private var logs: Operation {
        let (services, pace) = (controlPlane.services, pace)
        return Operation(
            id: "serviceLogs", method: .get, path: "/api/services/{region}/{name}/logs",
            summary: "Log lines, oldest first; with Accept: text/event-stream the newest and then each new one",
            parameters: ServiceRoutes.inPath + [
                .query("severity", .enumeration(LogSeverity.allCases.map(\.rawValue)), "Lines at least this grave."),
                .query("text", "Lines that contain this."),
                .query("since", "RFC 3339, or 15m, 1h, 7d; left out: the last seven days."),
                .query("until", "RFC 3339, or 15m, 1h, 7d."), .query("revision", "Lines of this revision."),
                .query("limit", .integer, "1 to 1000; left out: 200."),
                .query("pageToken", "`older` of the answer before; the other parameters stay as they were."),
            ],
            answer: .init(status: 200, about: "The lines.", schema: .wire(LogList.self)),
            otherwise: [
                .init(
                    status: 200, about: "When asked with Accept: events ‘line’ with a LogLine each.", schema: .string,
                    mediaType: "text/event-stream"
                ),
                .init(
                    status: 200,
                    about: "When asked with Accept: all lines that fit, at most 10,000, one object a line.",
                    schema: .string, mediaType: "application/x-ndjson"
                ),
            ]
        ) { call in
            let (about, id, query) = (try call.about(), try call.serviceInPath(), try call.logQuery())
            let wanted = call.request.headers[.accept] ?? ""
            if wanted.contains("text/event-stream") {
                let events = try services.follow(about, id, query).events { line in
                    try ServerEvent(name: "line", id: line.id, data: line)
                }
                return EventStream.response(to: call, events, pace: pace)
            }
            if wanted.contains("application/x-ndjson") {
                return try Self.download(try await services.download(about, id, query), named: "\(id.name).ndjson")
            }
            return try .json(LogList(try await services.logs(about, id, query)))
        }
    }

    private static func download(_ lines: [LogLine], named name: String) throws -> Response {
        var bytes = ByteBuffer()
        for line in lines {
            bytes.writeBytes(try JSONText.encode(line))
            bytes.writeString("\n")
        }
        let headers: HTTPFields = [
            .contentType: "application/x-ndjson", .contentDisposition: "attachment; filename=\"\(name)\"",
        ]
        return .json(bytes, headers: headers)
    }

    private var metrics: Operation {
        let services = controlPlane.services
        return Operation(
            id: "serviceMetrics", method: .get, path: "/api/services/{region}/{name}/metrics",
            summary: "Requests, latency, instances, use of GPU, CPU and memory; tokens where the engine tells",
            parameters: ServiceRoutes.inPath + [
                .query("range", .enumeration(MetricRange.allCases.map(\.rawValue)), "How far back; left out: 1h.")
            ],
            answer: .init(status: 200, about: "The charts.", schema: .wire(ServiceMetrics.self))
        ) { call in
            let range = try call.choice("range", as: MetricRange.self, else: .hour)
            return try .json(try await services.metrics(call.about(), call.serviceInPath(), over: range))
        }
    }

    private var events: Operation {
        let services = controlPlane.services
        return Operation(
            id: "serviceEvents", method: .get, path: "/api/services/{region}/{name}/events",
            summary: "What happened to a service, the newest first", parameters: ServiceRoutes.inPath,
            answer: .init(status: 200, about: "The events.", schema: .wire(ServiceEvents.self))
        ) { call in
            try .json(try await services.events(call.about(), call.serviceInPath()))
        }
    }
}

extension ServiceWatchRoutes {
    private var resource: Operation {
        let services = controlPlane.services
        return Operation(
            id: "serviceResource", method: .get, path: "/api/services/{region}/{name}/resource",
            summary: "How a service is set up, in its platform's words; secrets are masked",
            parameters: ServiceRoutes.inPath,
            answer: .init(status: 200, about: "The resource.", schema: .wire(ServiceResource.self))
        ) { call in
            try .json(try await services.resource(call.about(), call.serviceInPath()))
        }
    }

    private var calling: Operation {
        let services = controlPlane.services
        return Operation(
            id: "callService", method: .get, path: "/api/services/{region}/{name}/calling",
            summary: "How to call a service from a program: text to paste for each way that its access allows",
            parameters: ServiceRoutes.inPath,
            answer: .init(status: 200, about: "The ways.", schema: .wire(CallingGuide.self))
        ) { call in
            try .json(try await services.calling(call.about(), call.serviceInPath()))
        }
    }
}

extension Call {
    fileprivate func logQuery() throws -> LogQuery {
        let severity = try query["severity"].map { _ in try choice("severity", as: LogSeverity.self) }
        let limit = try number("limit", else: 200)
        guard (1...LogQuery.largestLimit).contains(limit) else {
            throw Problem(
                .invalidRequest, "A parameter has a wrong value", detail: "‘limit’ is ‘\(limit)’",
                fix: "It takes 1 to \(LogQuery.largestLimit)."
            )
        }
        return LogQuery(
            severity: severity, text: optional("text"), since: try optional("since").map { try LogMoment.parse($0) },
            until: try optional("until").map { try LogMoment.parse($0) }, revision: optional("revision"), limit: limit,
            pageToken: optional("pageToken")
        )
    }
}
