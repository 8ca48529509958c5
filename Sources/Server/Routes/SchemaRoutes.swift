import ControlPlane
import Hummingbird
import NIOCore

/// `/api/schema/declaration`: what `llm-manager schema` prints.
struct SchemaRoutes {
    var operations: [Operation] {
        [
            Operation(
                id: "declarationSchema", method: .get, path: "/api/schema/declaration",
                summary: "The JSON Schema of declarative files, for editors and checkers",
                answer: .init(
                    status: 200, about: "The schema.", schema: .plain(["type": "object"]),
                    mediaType: "application/schema+json")
            ) { _ in
                Response(
                    status: .ok, headers: [.contentType: "application/schema+json"],
                    body: .init(byteBuffer: ByteBuffer(string: DeclarationSchema.text + "\n")))
            }
        ]
    }
}
