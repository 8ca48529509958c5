package import Domain

/// `GET /api/services/{region}/{name}/logs`.
package struct LogList: Sendable, Hashable, Codable {
    package var lines: [LogLine]
    package init(lines: [LogLine]) { self.lines = lines }
}

extension AskAnswer {
    package init(_ answer: ServiceAnswer) {
        self.init(
            answer: answer.text, milliseconds: answer.milliseconds, status: answer.status, body: answer.body,
            standIn: answer.isStandIn
        )
    }
}
