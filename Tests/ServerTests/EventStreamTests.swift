import ControlPlane
import Domain
import NIOCore
import Outbound
import TestSupport
import Testing

@testable import Server

struct EventStreamTests {
    @Test func `a watch begins with the snapshot, carries its version as id, and ends when the import is settled`()
        async throws
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

    @Test(arguments: [(nil, true), ("6", true), ("7", false), ("9", false), ("x", true)] as [(String?, Bool)])
    func `a snapshot that the reader has seen is not sent again`(_ lastID: String?, isSent: Bool) async throws {
        let world = FakeWorld()
        world.imports.watched = [FakeImports.snapshot(.transferring, version: 7)]
        try await Running.with(world) { server in
            var headers: OutboundHeaders = [:]
            if let lastID { headers.add("Last-Event-ID", lastID) }
            let path = "/api/models/imports/import-1/events?project=my-project"
            let answer = try await server.send(.get, path, headers: headers)
            #expect(answer.status == 200)
            #expect(answer.text.contains("id: 7\n") == isSent)
        }
    }

    @Test func `readers that leave, before or after the first event, leave the server standing`() async throws {
        let world = FakeWorld()
        world.imports.watched = [FakeImports.snapshot(.transferring, version: 7)]
        try await Running.with(world) { server in
            let paths = [
                "/api/events?project=my-project&topics=imports",
                "/api/models/imports/import-1/events?project=my-project",
            ]
            for round in 0..<20 {
                let request = OutboundRequest(.get, server.base + paths[round % 2])
                let response = try await server.client.send(request)
                #expect(response.status == 200)
                guard round % 3 > 0 else { continue }
                for try await _ in response.body { break }
            }
            let deploy = #"{"bucket":"good","source":"huggingface","id":"org/name"}"#
            for round in 0..<10 {
                let request = OutboundRequest(
                    .post, server.base + "/api/services/deploy?project=my-project",
                    headers: ["Accept": "text/event-stream", "Content-Type": "application/json"],
                    body: .bytes(ByteBuffer(string: deploy))
                )
                let response = try await server.client.send(request)
                #expect(response.status == 200)
                guard round % 2 > 0 else { continue }
                for try await _ in response.body { break }
            }
            #expect(try await server.send(.get, "/health").status == 200)
        }
    }

    @Test func `only the first element can be known already`() async throws {
        let (source, feed) = AsyncThrowingStream<Int, any Error>.makeStream()
        for number in [1, 2, 1] { feed.yield(number) }
        feed.finish()
        var told: [String] = []
        for try await event in source.events(skippingFirst: { $0 == 1 }, { try ServerEvent(name: "n", data: $0) }) {
            told.append(String(buffer: event.bytes))
        }
        #expect(told == ["event: n\ndata: 2\n\n", "event: n\ndata: 1\n\n"])
    }

    @Test func `a reader that has seen the end is told not to come back`() async throws {
        try await Running.with { server in
            let path = "/api/models/imports/import-1/events?project=my-project"
            let answer = try await server.send(.get, path, headers: ["Last-Event-ID": "8"])
            #expect(answer.status == 204)
            #expect(answer.text.isEmpty)
        }
    }

    @Test func `an import of another process is told from the buckets' journals`() async throws {
        let world = FakeWorld()
        world.imports.here = []
        world.imports.journaled = [FakeImports.snapshot(.transferring, version: 41)]
        try await Running.with(world) { server in
            let request = OutboundRequest(.get, server.base + "/api/events?project=my-project&topics=imports")
            let response = try await server.client.send(request)
            var text = ""
            for try await buffer in response.body {
                text += String(buffer: buffer)
                if text.contains("id: 41\n") { break }
            }
            #expect(text.contains("id: 41\n"))
        }
    }

    @Test func `many who look within an interval cause one listing`() async throws {
        let world = FakeWorld()
        let imports = world.controlPlane().imports
        let looks = SharedLook<ImportListing>(every: .seconds(3600))
        for _ in 1...3 {
            _ = try await looks.value(of: .project("my-project")) { try await imports.list(world.admin) }
        }
        #expect(world.imports.listings == 2)  // once for each of the two buckets
        _ = try await looks.value(of: .local) { try await imports.list(world.admin) }
        #expect(world.imports.listings == 4)
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
