import Outbound
import Testing

@testable import Server

struct ServiceRoutesTests {
    private static let ask = "/api/services/ask?project=my-project"

    @Test func `a question is answered whole`() async throws {
        try await Running.with { server in
            let answer = try await server.send(
                .post, Self.ask, json: #"{"region":"us-central1","name":"svc","prompt":"hello"}"#)
            #expect(answer.status == 200 && answer.text.contains(#""answer":"hi""#))
        }
    }

    @Test func `a question is answered bit by bit, and measured`() async throws {
        try await Running.with { server in
            let answer = try await server.send(
                .post, Self.ask,
                json: #"{"region":"us-central1","name":"svc","messages":[{"role":"user","content":"hello"}]}"#,
                headers: ["Accept": "text/event-stream"])
            let names = answer.text.split(separator: "\n").filter { $0.hasPrefix("event: ") }
            #expect(names == ["event: began", "event: piece", "event: piece", "event: ended"])
            #expect(answer.text.contains(#""text":"hello""#) && answer.text.contains("firstTokenMilliseconds"))
            #expect(answer.text.contains(#""isStandIn":true"#))
        }
    }

    @Test(arguments: [
        #"{"region":"us-central1","name":"svc"}"#,
        #"{"region":"us-central1","name":"svc","prompt":"a","messages":[{"role":"user","content":"b"}]}"#,
        #"{"region":"us-central1","name":"svc","messages":[{"role":"robot","content":"b"}]}"#,
        #"{"region":"us-central1","name":"svc","prompt":"a","form":"song"}"#,
    ])
    func `what is no question is refused`(body: String) async throws {
        try await Running.with { server in
            let answer = try await server.send(.post, Self.ask, json: body)
            #expect(answer.status == 400)
        }
    }
}
