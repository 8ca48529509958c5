import Foundation
import Hummingbird
import NIOCore

/// Notes each request to a deployed service: in the meter that Monitoring reads, and in the request log.
struct RequestMeter: Sendable {
    let book: MeterBook
    let logs: LogBook

    /// An instance starts for the first request after a while.
    func noteStart(of service: ServiceRecord, _ revision: RevisionRecord) throws {
        let last = book.lastRequest(of: revision.id)
        if let last, Date().timeIntervalSince(last) < FigureMaker.idleTime { return }
        // As long as such a start takes on the real thing, most of it loading: by the size of the shape, not measured.
        let milliseconds = 18_000.0 + Double(revision.id.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFF })
        try book.record(sample(service, revision, status: 0, milliseconds: milliseconds, TokenCount.none))
    }

    /// The same answer; when its last byte has gone out the request is noted.
    func measure(
        _ response: Response, of request: Request, _ service: ServiceRecord, revision: RevisionRecord?,
        since began: Date
    ) throws -> Response {
        var response = response
        let tokens = TokenCount(takenFrom: &response)
        let status = response.status.code
        let (method, path) = (request.method.rawValue, request.uri.path)
        @Sendable func note() {
            let milliseconds = Date().timeIntervalSince(began) * 1000
            if let revision {
                try? book.record(sample(service, revision, status: status, milliseconds: milliseconds, tokens))
            }
            try? log(service, revision, method, path, status: status, milliseconds: milliseconds)
        }
        guard response.body.contentLength == nil else {
            note()
            return response
        }
        let body = response.body
        response.body = ResponseBody { writer in
            defer { note() }
            try await body.write(writer)
        }
        return response
    }

    private func sample(
        _ service: ServiceRecord, _ revision: RevisionRecord, status: Int, milliseconds: Double, _ tokens: TokenCount
    ) -> MeterBook.Sample {
        MeterBook.Sample(
            project: service.project, region: service.region, service: service.id, revision: revision.id, at: Date(),
            status: status, milliseconds: milliseconds, promptTokens: tokens.prompt, generatedTokens: tokens.generated
        )
    }

    private func log(
        _ service: ServiceRecord, _ revision: RevisionRecord?, _ method: String, _ path: String, status: Int,
        milliseconds: Double
    ) throws {
        let seconds = (milliseconds / 1000 * 1e6).rounded() / 1e6
        let payload: JSONValue = [
            "httpRequest": [
                "requestMethod": .string(method), "requestUrl": .string(path), "status": .integer(Int64(status)),
                "latency": .string("\(seconds)s"), "protocol": "HTTP/1.1",
            ]
        ]
        try logs.write(
            payload, severity: status >= 500 ? "ERROR" : status >= 400 ? "WARNING" : "INFO", project: service.project,
            log: "run.googleapis.com/requests", resource: Self.resource(service, revision: revision?.id ?? "")
        )
    }

    static func resource(_ service: ServiceRecord, revision: String) -> JSONValue {
        [
            "type": "cloud_run_revision",
            "labels": [
                "project_id": .string(service.project), "location": .string(service.region),
                "service_name": .string(service.id), "configuration_name": .string(service.id),
                "revision_name": .string(revision),
            ],
        ]
    }
}
