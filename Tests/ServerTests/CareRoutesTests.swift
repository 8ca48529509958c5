import ControlPlane
import Outbound
import TestSupport
import Testing

@testable import Server

struct CareRoutesTests {
    private let model = "project=my-project&bucket=good&source=huggingface&id=org/name"

    @Test func `a check changes nothing, a repair says what has come of it`() async throws {
        let world = FakeWorld()
        try await Running.with(world) { server in
            let found = try await server.send(.get, "/api/models/fsck?project=my-project")
            #expect(found.text.contains(#""clean":false"#) && found.text.contains("manifest-without-entry"))
            #expect(world.audit.lines == [])
            let mended = try await server.send(.post, "/api/models/fsck?project=my-project")
            #expect(mended.text.contains(#""clean":true"#) && mended.text.contains(#""outcome":"repaired""#))
            #expect(world.audit.lines.map(\.action) == ["models.fsck"])
        }
    }

    @Test func `only what is named is deleted`() async throws {
        let world = FakeWorld()
        try await Running.with(world) { server in
            let listed = try await server.send(.get, "/api/models/gc?project=my-project")
            #expect(listed.text.contains(#""text":"0.02 USD""#) && listed.text.contains(#""totalBytes":1073741824"#))
            let none = try await server.send(.post, "/api/models/gc?project=my-project", json: #"{"items":["x"]}"#)
            #expect(none.text.contains(#""freedBytes":0"#))
            #expect(world.care.collected == [])
            let id = "good/unreferenced-blobs/ollama/blobs/"
            let done = try await server.send(
                .post, "/api/models/gc?project=my-project", json: #"{"items":["\#(id)"]}"#
            )
            #expect(done.text.contains(#""freedBytes":1073741824"#))
            #expect(world.care.collected == [[id]])
        }
    }

    @Test func `a verification tells how far it is when it is asked to`() async throws {
        try await Running.with { server in
            let told = try await server.send(
                .post, "/api/models/verify?\(model)", headers: ["Accept": "text/event-stream"]
            )
            #expect(told.headers["Content-Type"] == "text/event-stream")
            #expect(told.headers["Connection"] == "close")
            #expect(told.text.contains("event: progress\n"))
            #expect(told.text.contains("event: verified\ndata: {"))
            let unknown = try await server.send(
                .post, "/api/models/verify?\(model)x", headers: ["Accept": "text/event-stream"]
            )
            #expect(unknown.status == 404)
        }
    }
}
