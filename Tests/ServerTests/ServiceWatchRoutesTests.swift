import Outbound
import Testing

@testable import Server

struct ServiceWatchRoutesTests {
    private static let service = "/api/services/us-central1/svc"
    private static let project = "project=my-project"

    @Test func `log lines are chosen by parameters and lead to older ones`() async throws {
        try await Running.with { server in
            let all = try await server.send(.get, "\(Self.service)/logs?\(Self.project)")
            #expect(all.text.contains("started") && all.text.contains("\"older\":\"older\""))
            let grave = try await server.send(.get, "\(Self.service)/logs?\(Self.project)&severity=ERROR&since=1h")
            #expect(!grave.text.contains("started") && grave.text.contains("out of memory"))
        }
    }

    @Test(arguments: ["severity=LOUD", "since=yesterday", "limit=0", "limit=1001", "until=5x", "lines=3"])
    func `a parameter that means nothing is refused`(query: String) async throws {
        try await Running.with { server in
            let answer = try await server.send(.get, "\(Self.service)/logs?\(Self.project)&\(query)")
            #expect(answer.status == 400 && answer.text.contains("invalid-request"))
        }
    }

    @Test func `log lines are followed as events with their ids`() async throws {
        try await Running.with { server in
            let answer = try await server.send(
                .get, "\(Self.service)/logs?\(Self.project)&text=memory", headers: ["Accept": "text/event-stream"])
            #expect(answer.text.contains("event: line\nid: 2\ndata: {"))
            #expect(!answer.text.contains("started"))
        }
    }

    @Test func `log lines are downloaded as one object a line`() async throws {
        try await Running.with { server in
            let answer = try await server.send(
                .get, "\(Self.service)/logs?\(Self.project)", headers: ["Accept": "application/x-ndjson"])
            #expect(answer.headers["Content-Type"] == "application/x-ndjson")
            #expect(answer.headers["Content-Disposition"] == "attachment; filename=\"svc.ndjson\"")
            #expect(answer.text.split(separator: "\n").allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
        }
    }

    @Test func `metrics have a range`() async throws {
        try await Running.with { server in
            let answer = try await server.send(.get, "\(Self.service)/metrics?\(Self.project)&range=6h")
            #expect(answer.status == 200 && answer.text.contains("\"range\":\"6h\""))
            let refused = try await server.send(.get, "\(Self.service)/metrics?\(Self.project)&range=2h")
            #expect(refused.status == 400)
        }
    }

    @Test(arguments: ["events", "permissions", "key", "resource"])
    func `what a runtime cannot do is told as that`(what: String) async throws {
        try await Running.with { server in
            let answer = try await server.send(.get, "\(Self.service)/\(what)?\(Self.project)")
            #expect(answer.status == 501 && answer.text.contains("\"code\":\"unsupported\""))
        }
    }
}
