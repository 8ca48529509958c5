import Foundation
import Outbound
import TestSupport
import Testing

@testable import Server

struct ServerMetricsTests {
    /// `name`, type and meaning of each row of the table in docs/metrics.md.
    static func documented() throws -> [String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/metrics.md"), encoding: .utf8)
        return page.split(separator: "\n").filter { $0.hasPrefix("| `llm_manager_") }.map { row in
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return [cells[0].trimmingCharacters(in: ["`"]), cells[1], cells[3]].joined(separator: " ")
        }
    }

    @Test func `the page of metrics lists exactly what is exposed`() async throws {
        try await Running.with { server in
            let text = try await server.send(.get, "/metrics").text
            let lines = text.split(separator: "\n")
            let helps = lines.filter { $0.hasPrefix("# HELP ") }.map { $0.dropFirst("# HELP ".count) }
            let types = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.dropFirst("# TYPE ".count) }
            let exposed = zip(types, helps).map { type, help in
                "\(type) " + help.drop { $0 != " " }.dropFirst()
            }
            #expect(try Self.documented() == exposed)
        }
    }

    @Test func `requests are counted by route, not by address`() async throws {
        try await Running.with { server in
            _ = try await server.send(.get, "/api/services/us-central1/svc?project=my-project")
            let text = try await server.send(.get, "/metrics").text
            let labels = #"method="GET",route="/api/services/{region}/{name}",status="200""#
            #expect(text.contains("llm_manager_requests_total{\(labels)} 1\n"))
        }
    }
}
