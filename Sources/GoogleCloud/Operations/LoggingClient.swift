import Outbound

/// A log entry (`logging.v2.LogEntry`).
package struct LogEntry: Sendable, Hashable, Decodable {
    package var insertId: String?
    package var timestamp: String?
    package var receiveTimestamp: String?
    package var severity: String?
    package var logName: String?
    package var textPayload: String?
    package var jsonPayload: GoogleJSON?
    package var protoPayload: GoogleJSON?
    package var httpRequest: GoogleJSON?
    package var resource: GoogleJSON?
    package var labels: [String: String]?

    /// The text of the entry, whichever payload carries it.
    package var message: String? {
        textPayload ?? jsonPayload?["message"]?.string
    }
}

/// Cloud Logging, reading.
package struct LoggingClient: Sendable {
    package let api: GoogleAPIClient

    package init(_ api: GoogleAPIClient) {
        self.api = api
    }

    /// One page of entries; a page may be empty and still have a next one.
    ///
    /// - Parameters:
    ///   - filter: should bound the timestamp, else all that is kept is searched.
    ///   - pageToken: of the page before, with the same filter and order.
    package func entries(
        project: String,
        filter: String,
        newestFirst: Bool = true,
        pageSize: Int = 200,
        pageToken: String? = nil
    ) async throws -> (entries: [LogEntry], nextPageToken: String?) {
        struct Body: Encodable {
            var resourceNames: [String]
            var filter: String
            var orderBy: String
            var pageSize: Int
            var pageToken: String?
        }
        struct Answer: Decodable {
            var entries: [LogEntry]?
            var nextPageToken: String?
        }
        let body = Body(
            resourceNames: ["projects/\(project)"],
            filter: filter,
            orderBy: newestFirst ? "timestamp desc" : "timestamp asc",
            pageSize: pageSize,
            pageToken: pageToken
        )
        let request = GoogleRequest(.post, .logging, "/v2/entries:list", isIdempotent: true)
        let answer = try await api.send(try request.json(body), as: Answer.self)
        return (answer.entries ?? [], answer.nextPageToken.flatMap { $0.isEmpty ? nil : $0 })
    }

    /// A value of a filter between quotes (Logging query language: `\` and `"` are escaped).
    package static func quoted(_ value: String) -> String {
        "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
