import NIOCore
import Outbound
import TestSupport
import Testing

@testable import Server

struct EventStreamTests {
    @Test func `a watch begins with the snapshot, carries its version as id, and ends when the import is settled`() async throws
    {
        try await Running.with { server in
            let path = "/api/models/imports/import-1/events?project=my-project"
            let answer = try await server.send(.get, path, headers: ["Last-Event-ID": "3"])
            #expect(answer.status == 200)
            #expect(answer.headers["Content-Type"] == "text/event-stream")
            #expect(answer.text.contains("event: import\nid: 8\ndata: {"))
            #expect(answer.text.contains(#""state":"completed""#))
            #expect(answer.text.hasSuffix("\n\n"))
        }
    }

    @Test func `a deploy's events end with the proven state`() async throws {
        try await Running.with { server in
            let answer = try await server.send(
                .post, "/api/services/deploy?project=my-project", json: RouterTests.deploy,
                headers: ["Accept": "text/event-stream"]
            )
            #expect(answer.text.contains(#""state":"creating""#))
            #expect(answer.text.contains(#""state":"ready""#))
        }
    }

    @Test func `a quiet stream is kept alive by comments`() async throws {
        try await Running.with(heartbeat: .milliseconds(20)) { server in
            let request = OutboundRequest(.get, server.base + "/api/events?project=my-project")
            let response = try await server.client.send(request)
            var text = ""
            for try await buffer in response.body {
                text += String(buffer: buffer)
                if text.contains(": heartbeat\n\n"), text.contains("event: import"), text.contains("event: services") {
                    break
                }
            }
            #expect(text.contains(": heartbeat"))
        }
    }

    @Test func `a slow reader gets the latest of each key, and every event without one`() throws {
        let mailbox = EventMailbox()
        mailbox.put(try ServerEvent(name: "import", id: "1", data: 1, key: "a"))
        mailbox.put(try ServerEvent(name: "deploy", data: 2))
        mailbox.put(try ServerEvent(name: "import", id: "3", data: 3, key: "a"))
        mailbox.putHeartbeat()
        let texts = mailbox.take().map { String(buffer: $0) }
        #expect(texts == ["event: deploy\ndata: 2\n\n", "event: import\nid: 3\ndata: 3\n\n"])
        #expect(mailbox.take().isEmpty)
    }
}
