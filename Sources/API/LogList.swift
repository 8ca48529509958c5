package import Domain

/// `GET /api/services/{region}/{name}/logs`.
package struct LogList: Sendable, Hashable, Codable {
    /// Oldest first.
    package var lines: [LogLine]
    /// `pageToken` of the lines before these; left out when there are none.
    package var older: String?

    package init(_ page: LogPage) {
        lines = page.lines
        older = page.older
    }
}

extension AskAnswer {
    package init(_ answer: ServiceAnswer) {
        self.init(
            answer: answer.text, milliseconds: answer.milliseconds, status: answer.status, body: answer.body,
            standIn: answer.isStandIn
        )
    }
}
