import ControlPlane
import Foundation
import Outbound
import Testing

struct SchemaRoutesTests {
    @Test func `the schema of declarative files is the published one, byte for byte`() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let published = try String(contentsOf: root.appending(path: "docs/llm-manager.schema.json"), encoding: .utf8)
        try await Running.with { server in
            let answer = try await server.send(.get, "/api/schema/declaration")
            #expect(answer.status == 200)
            #expect(answer.headers["Content-Type"] == "application/schema+json")
            #expect(answer.text == published)
        }
        // What the command prints, with the line's end.
        #expect(published == DeclarationSchema.text + "\n")
    }
}
