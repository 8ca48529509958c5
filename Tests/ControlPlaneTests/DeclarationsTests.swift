import Domain
import TestSupport
import Testing

@testable import ControlPlane

struct DeclarationsTests {
    private static func read(_ text: String) throws -> Declaration {
        try DeclarationReader(name: "f").read("apiVersion: llm-manager/v1\nowner: my-team\n" + text)
    }

    @Test func `what is there already is no change, and what is missing is made`() async throws {
        let world = FakeWorld()
        let file = try Self.read(
            """
            buckets:
              - {name: good, location: us-central1}
              - {name: new-bucket, location: us-central1}
            models:
              - {bucket: good, model: "hf:org/name"}
              - {bucket: new-bucket, model: "hf:org/name"}
            """)
        let declarations = world.controlPlane().declarations
        let plan = try await declarations.plan(world.admin, file)
        #expect(plan.changes.map(\.kind) == [.none, .create, .none, .import])
        #expect(plan.hasChanges)
        #expect(plan.canApply)
        let again = try await declarations.plan(world.admin, file)
        #expect(again.basedOn == plan.basedOn)
    }

    @Test func `a plan that somebody saw is not applied to another world`() async throws {
        let world = FakeWorld()
        let file = try Self.read("buckets:\n  - {name: new-bucket, location: us-central1}")
        let declarations = world.controlPlane().declarations
        let options = Declarations.ApplyOptions(basedOn: "sha256:0")
        let problem = await #expect(throws: Problem.self) {
            _ = try await declarations.apply(world.admin, file, options)
        }
        #expect(problem?.code == .planOutdated)
        #expect(world.audit.lines.isEmpty)
    }

    @Test func `a viewer plans and does not apply`() async throws {
        let world = FakeWorld()
        var viewer = world.admin
        viewer.role = .viewer
        let file = try Self.read("buckets:\n  - {name: new-bucket, location: us-central1}")
        let declarations = world.controlPlane().declarations
        _ = try await declarations.plan(viewer, file)
        let asked = viewer
        let problem = await #expect(throws: Problem.self) { _ = try await declarations.apply(asked, file, .init()) }
        #expect(problem?.code == .permissionDenied)
    }

    @Test func `a bucket that lies elsewhere is refused before anything is made`() async throws {
        let world = FakeWorld()
        let file = try Self.read(
            "buckets:\n  - {name: new-bucket, location: us-central1}\n  - {name: good, location: asia-east1}")
        let declarations = world.controlPlane().declarations
        #expect(try await declarations.plan(world.admin, file).canApply == false)
        await #expect(throws: Problem.self) { _ = try await declarations.apply(world.admin, file, .init()) }
        #expect(world.audit.lines.isEmpty)
    }

    @Test func `what is exported can be read again, and changes no bucket and no model`() async throws {
        let world = FakeWorld()
        let declarations = world.controlPlane().declarations
        let text = try await declarations.export(world.admin, owner: "my-team")
        let file = try DeclarationReader(name: "f").read(text)
        #expect(file.buckets.map(\.name).contains("good"))
        let plan = try await declarations.plan(world.admin, file)
        #expect(plan.changes.filter { $0.resource != .service }.allSatisfy { $0.kind == .none })
    }

    @Test(arguments: ["plain", "us-central1", "a: b", "true", "\"", "\\", "\n", "#x", "- x", "é", "", "0123"])
    func `a written text is read back as it was`(_ text: String) throws {
        let written = Declarations.quoted(text)
        let file = try? Self.read("services:\n  - {name: s, bucket: b, model: \"hf:o/n\", image: \(written)}")
        #expect(file?.services.first?.image == (text.isEmpty ? nil : text))
    }
}
