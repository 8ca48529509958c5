import API
import Domain
import Foundation
import NIOCore
import TestSupport
import Testing

@testable import Server

struct OpenAPIDocumentTests {
    @Test func `the document names every operation, and every reference is defined`() throws {
        let operations = Operation.all(
            FakeWorld().controlPlane(), settings: ServerSettings(), metrics: ServerMetrics()
        )
        let text = String(buffer: try OpenAPIDocument(operations, version: "1").serialized())
        #expect(Set(operations.map(\.id)).count == operations.count)
        for operation in operations { #expect(text.contains("\"\(operation.path)\"")) }
        let references = text.matches(of: /#\/components\/schemas\/([A-Za-z]+)/).map { String($0.1) }
        #expect(references.count > 20)
        for name in Set(references) { #expect(text.contains("\"\(name)\":{")) }
    }

    @Test func `every status that a problem can have is documented, and nothing else but HTTP's own`() {
        let operations = Operation.all(
            FakeWorld().controlPlane(), settings: ServerSettings(), metrics: ServerMetrics()
        )
        let documented = Set(operations.flatMap { $0.problemStatuses(isGuarded: false) })
        let possible = Set(Problem.Code.allCases.map(\.status))
        #expect(documented == possible.union([408, 413, 415]))
    }

    @Test func `where callers are asked who they are, every operation but health says that it may refuse them`() throws
    {
        let operations = Operation.all(
            FakeWorld().controlPlane(), settings: ServerSettings(), metrics: ServerMetrics()
        )
        for operation in operations {
            let statuses = operation.problemStatuses(isGuarded: true)
            #expect(statuses.contains(401) == (operation.path != "/health"), "\(operation.id)")
            #expect(statuses.contains(429) || operation.path == "/health", "\(operation.id)")
            #expect(statuses.contains(403) && statuses.contains(408) == (operation.body != nil), "\(operation.id)")
        }
        for (access, scheme) in [(ServerSettings.AccessMode.iap, "apiKey"), (.token, "bearer")] {
            let document = OpenAPIDocument(operations, version: "1", access: access)
            let text = String(buffer: try document.serialized())
            #expect(text.contains(scheme))
        }
    }

    @Test func `a choice without a case list would be documented as an object: there is none`() throws {
        let operations = Operation.all(
            FakeWorld().controlPlane(), settings: ServerSettings(), metrics: ServerMetrics()
        )
        let text = String(buffer: try OpenAPIDocument(operations, version: "1").serialized())
        #expect(!text.contains(#""properties":{}"#))
    }

    @Test func `the fields of a wire type are found by asking it`() {
        let asked: Set<String> = ["bucket", "model", "token", "read", "executor", "tasks", "keepToken"]
        #expect(Schema.fieldNames(of: ImportRequest.self) == asked)
        let shape = SchemaShape.read(ImportView.self)
        #expect(shape.fields["id"]?.isRequired == true)
        #expect(shape.fields["problem"]?.isRequired == false)
        #expect(Schema.fieldNames(of: DeployRequest.self).count == 26)
    }
}
