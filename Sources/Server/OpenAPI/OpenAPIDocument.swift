import API
import HTTPTypes
import NIOCore

/// The OpenAPI 3.1 document, made of the same operations that the router is made of.
struct OpenAPIDocument {
    private var operations: [Operation]
    private var version: String
    private var access: ServerSettings.AccessMode

    init(_ operations: [Operation], version: String, access: ServerSettings.AccessMode = .loopback) {
        self.operations = operations
        self.version = version
        self.access = access
    }

    func serialized() throws -> ByteBuffer { ByteBuffer(bytes: try JSONText.encode(json())) }

    func json() -> JSON {
        var seen: [String: SchemaShape] = [:]
        var paths: [String: JSON] = [:]
        for operation in operations {
            let method = operation.method.rawValue.lowercased()
            paths[operation.path] = (paths[operation.path] ?? [:]).with([method: describe(operation, &seen)])
        }
        var components: [String: JSON] = ["schemas": .object(schemas(&seen))]
        if let scheme { components["securitySchemes"] = ["caller": scheme] }
        let document: JSON = [
            "openapi": "3.1.0",
            "info": [
                "title": "llm-manager", "version": .string(version.isEmpty ? "0" : version),
                "description": "Imports models into buckets that you own, and runs them as services that answer.",
            ],
            "paths": .object(paths), "components": .object(components),
        ]
        return scheme == nil ? document : document.with(["security": [["caller": []]]])
    }

    /// How a caller says who it is.
    private var scheme: JSON? {
        switch access {
        case .loopback: nil
        case .iap:
            [
                "type": "apiKey", "in": "header", "name": "x-goog-iap-jwt-assertion",
                "description": "Added by Identity-Aware Proxy; nobody else can make it.",
            ]
        case .token: ["type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "A Google ID token."]
        }
    }

    /// Describing a type may meet others: goes on until none is new.
    private func schemas(_ seen: inout [String: SchemaShape]) -> [String: JSON] {
        var described: [String: JSON] = [:]
        while let next = seen.keys.sorted().first(where: { described[$0] == nil }), let shape = seen[next] {
            let refined = Schema.refinements[next] ?? [:]
            var schema = shape.json(&seen, refined: refined)
            if next.hasSuffix("Request") || next == "CreateBucket" {
                schema = schema.with(["additionalProperties": false])
            }
            described[next] = schema
        }
        return described
    }

    private func describe(_ operation: Operation, _ seen: inout [String: SchemaShape]) -> JSON {
        let tag = operation.path.split(separator: "/").dropFirst().first.map(String.init) ?? "server"
        var members: [String: JSON] = [
            "operationId": .string(operation.id), "summary": .string(operation.summary), "tags": [.string(tag)],
            "responses": responses(operation, &seen),
        ]
        if operation.streams { members["x-streams"] = true }
        if scheme != nil, operation.isOpen { members["security"] = [] }
        var parameters: [JSON] = []
        for parameter in operation.parameters {
            parameters.append([
                "name": .string(parameter.name), "in": .string(parameter.place.rawValue),
                "required": .boolean(parameter.isRequired), "schema": parameter.schema.json(&seen),
                "description": .string(parameter.about),
            ])
        }
        if !parameters.isEmpty { members["parameters"] = .array(parameters) }
        if let body = operation.body {
            let content: JSON = ["application/json": ["schema": body.json(&seen)]]
            members["requestBody"] = ["required": true, "content": content]
        }
        return .object(members)
    }

    private func responses(_ operation: Operation, _ seen: inout [String: SchemaShape]) -> JSON {
        var responses: [String: JSON] = [:]
        for answer in [operation.answer] + operation.otherwise {
            var response: [String: JSON] = ["description": .string(answer.about)]
            if let schema = answer.schema {
                // One status may have several forms, by what the caller accepts.
                let others = responses["\(answer.status)"]?.member("content") ?? [:]
                response["content"] = others.with([answer.mediaType: ["schema": schema.json(&seen)]])
            }
            responses["\(answer.status)"] = .object(response)
        }
        let problem = Schema.wire(ProblemView.self).json(&seen)
        for status in operation.problemStatuses(isGuarded: access != .loopback) {
            responses["\(status)"] = [
                "description": .string(Operation.meaning(ofProblem: status)),
                "content": ["application/problem+json": ["schema": problem]],
            ]
        }
        return .object(responses)
    }
}
