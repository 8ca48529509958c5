import Domain
import Logging
import Synchronization
import TestSupport
import Testing

@testable import ControlPlane

struct ControlPlaneTests {
    let world = FakeWorld()

    @Test func `an unreadable catalog is a problem of its bucket, the other bucket is still listed`() async throws {
        world.catalog.unreadable = ["broken"]
        let listing = try await world.controlPlane().models.list(world.admin)
        #expect(listing.models.map(\.bucket) == ["good"])
        #expect(listing.problems.map(\.bucket) == ["broken"])
        #expect(listing.problems.first?.problem.code == .catalogUnreadable)
    }

    @Test func `a viewer may not create a bucket, and the audit line says so`() async throws {
        let viewer = RequestContext(actor: "v", role: .viewer, target: .project("my-project"), requestID: "r1")
        await #expect(throws: Problem.self) {
            _ = try await world.controlPlane().buckets.create(viewer, name: "new-bucket", location: "us-central1")
        }
        #expect(world.audit.lines.map(\.outcome) == ["permission-denied"])
        #expect(world.audit.lines.map(\.requestID) == ["r1"])
    }

    @Test func `a change leaves one audit line`() async throws {
        _ = try await world.controlPlane().buckets.create(world.admin, name: "new-bucket", location: "us-central1")
        #expect(world.audit.lines.map(\.action) == ["buckets.create"])
        #expect(world.audit.lines.map(\.outcome) == ["ok"])
    }

    @Test(arguments: [
        ("bucket/hf:org/name", "bucket/hf:org/name"), ("a\nb", #"a\nb"#), ("x\u{85}y", #"x\u{0085}y"#),
        ("a\u{2028}b\u{1B}[2J", #"a\u{2028}b\u{1B}[2J"#), ("日本", "日本"),
    ])
    func `what a caller names cannot forge a line of the log`(_ subject: String, _ written: String) {
        #expect(AuditLine.oneLine(subject) == written)
    }

    @Test(arguments: ["UPPER", "ab", "-edge", "goog-x", "with/slash", "a..b"])
    func `a name that Cloud Storage refuses is refused before anything is asked`(_ name: String) async throws {
        await #expect(throws: Problem.self) {
            _ = try await world.controlPlane().buckets.create(world.admin, name: name, location: "us-central1")
        }
    }

    @Test func `a short pin is enough when it fits one model`() throws {
        let selection = ModelSelection(bucket: "good", source: .huggingFace, id: "org/name", pin: "aaaaaaa")
        #expect(try selection.pick(from: [FakeWorld.entry]).model == FakeWorld.model)
        let wrong = ModelSelection(bucket: "good", source: .huggingFace, id: "org/name", pin: "bbbbbbb")
        #expect(throws: Problem.self) { try wrong.pick(from: [FakeWorld.entry]) }
    }

    @Test func `a check that may not be made is unknown, never fine`() async throws {
        world.facts.denied = true
        // What the project remembers is read from its bucket, not asked of these APIs.
        let checks = try await world.controlPlane().projects.check(world.admin, "my-project")
            .filter { $0.id != "network.default" }
        #expect(!checks.isEmpty)
        #expect(checks.allSatisfy { $0.state == .unknown })
        #expect(checks.allSatisfy { $0.detail.contains("not allowed here") })
    }

    @Test func `a missing permission is missing, with the command that grants it`() async throws {
        let checks = try await world.controlPlane().projects.check(world.admin, "my-project")
        let act = try #require(checks.first { $0.id == "permissions.act-as" })
        #expect(act.state == .missing)
        #expect(act.command?.contains("roles/iam.serviceAccountUser") == true)
        #expect(checks.first { $0.id == "billing" }?.state == .ok)
    }

    @Test func `a plan that was based on another state is refused`() async throws {
        let spec = ServiceSpec(bucket: "good", model: FakeWorld.model)
        let problem = await #expect(throws: Problem.self) {
            _ = try await world.controlPlane().services.deploy(world.admin, spec, confirmed: .plan(basedOn: "old"))
        }
        #expect(problem?.code == .planOutdated)
    }

    @Test func `a second watcher of a deploy gets every event from the first on`() async throws {
        let control = world.controlPlane()
        let deployment = try await control.services.deploy(
            world.admin, ServiceSpec(bucket: "good", model: FakeWorld.model))
        var first: [String] = []
        for try await event in deployment.events { first.append(event.state.name) }
        var second: [String] = []
        for try await event in try await control.services.watch(world.admin, deployment.plan.id) {
            second.append(event.state.name)
        }
        #expect(first == ["creating", "ready"])
        #expect(second == first)
    }

    @Test func `an answer of the simulator's stand-in is marked`() async throws {
        let id = try ServiceID(region: "us-central1", name: "svc")
        let answer = try await world.controlPlane().services.ask(world.admin, id, Question("hello"))
        #expect(answer.text == "hi")
        #expect(answer.isStandIn)
    }

    @Test func `a model that a service runs is not deleted`() async throws {
        world.runtime.serves = true
        let problem = await #expect(throws: Problem.self) {
            _ = try await world.controlPlane().models.delete(
                world.admin, ModelSelection(bucket: "good", source: .huggingFace, id: "org/name")
            )
        }
        #expect(problem?.code == .conflict)
    }

    @Test func `a model that is being imported is not deleted`() async throws {
        world.imports.here = [FakeImports.snapshot(.transferring, version: 7)]
        let problem = await #expect(throws: Problem.self) {
            _ = try await world.controlPlane().models.delete(
                world.admin, ModelSelection(bucket: "good", source: .huggingFace, id: "org/name")
            )
        }
        #expect(problem?.code == .importRunning)
    }

    @Test func `verifying reads every byte unless a quick look is asked for`() async throws {
        let selection = ModelSelection(bucket: "good", source: .huggingFace, id: "org/name")
        let models = world.controlPlane().models
        #expect(try await models.verify(world.admin, selection).files.map(\.detail) == ["the SHA-256 is 0000"])
        #expect(try await models.verify(world.admin, selection, quick: true).files.isEmpty)
    }

    @Test func `a bucket that cannot be read does not hide the imports of the others`() async throws {
        world.imports.unreadable = ["broken"]
        world.imports.journaled = [FakeImports.snapshot(.transferring, version: 9)]
        let listing = try await world.controlPlane().imports.list(world.admin)
        #expect(listing.problems.map(\.bucket) == ["broken"])
        #expect(listing.problems.first?.problem.code == .permissionDenied)
        #expect(listing.imports.map(\.version) == [9])
    }

    @Test func `of an import that is known twice the later version is listed`() async throws {
        world.imports.journaled = [FakeImports.snapshot(.transferring, version: 3)]
        let listing = try await world.controlPlane().imports.list(world.admin, bucket: "good")
        #expect(listing.imports.map(\.version) == [8])
        #expect(listing.imports.map(\.state) == [.completed])
    }
}
