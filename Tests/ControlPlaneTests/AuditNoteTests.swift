import Domain
import TestSupport
import Testing

@testable import ControlPlane

/// Each change says what was there before it and what is there after it, so that two lines of one thing can be joined.
struct AuditNoteTests {
    private static func line(
        _ world: FakeWorld, _ change: (ControlPlane) async throws -> Void
    ) async throws -> AuditLine {
        try await change(world.controlPlane())
        return try #require(world.audit.lines.last)
    }

    @Test func `a deleted service was there and is there no more`() async throws {
        let world = FakeWorld()
        let id = try ServiceID(region: "us-central1", name: "svc")
        let line = try await Self.line(world) { try await $0.services.delete(world.admin, id) }
        #expect(line.before?.hasPrefix("sha256:") == true)
        #expect(line.after == nil)
    }

    @Test func `a new bucket was not there before`() async throws {
        let world = FakeWorld()
        let line = try await Self.line(world) {
            _ = try await $0.buckets.create(world.admin, name: "another-bucket", location: "us-central1")
        }
        #expect(line.before == nil)
        #expect(line.after?.hasPrefix("sha256:") == true)
    }

    @Test func `a cancelled import is another one than it was`() async throws {
        let world = FakeWorld()
        let line = try await Self.line(world) { _ = try await $0.imports.cancel(world.admin, "import-1") }
        #expect(line.before?.hasPrefix("sha256:") == true)
        #expect(line.after?.hasPrefix("sha256:") == true)
        #expect(line.before != line.after)
    }

    @Test func `a deleted model was there`() async throws {
        let world = FakeWorld()
        let line = try await Self.line(world) {
            _ = try await $0.models.delete(
                world.admin, ModelSelection(bucket: "good", source: .huggingFace, id: "org/name", pin: nil))
        }
        #expect(line.before?.hasPrefix("sha256:") == true)
        #expect(line.after == nil)
    }

    @Test func `a refused change has no digest of what it did not do`() async throws {
        let world = FakeWorld()
        var viewer = world.admin
        viewer.role = .viewer
        let (asked, id) = (viewer, try ServiceID(region: "us-central1", name: "svc"))
        await #expect(throws: Problem.self) { try await world.controlPlane().services.delete(asked, id) }
        #expect(world.audit.lines.last?.before == nil)
        #expect(world.audit.lines.last?.after == nil)
    }

    private static func isDigest(_ text: String?) -> Bool {
        text?.wholeMatch(of: #/sha256:[0-9a-f]{64}/#) != nil
    }

    @Test func `a bucket that is there already is there before and after`() async throws {
        let world = FakeWorld()
        let line = try await Self.line(world) {
            _ = try await $0.buckets.create(world.admin, name: "good", location: "us-central1")
        }
        #expect(Self.isDigest(line.before))
        #expect(line.before == line.after)
    }

    @Test func `the next change of a setting begins where the one before ended`() async throws {
        let world = FakeWorld()
        let plane = world.controlPlane()
        for days in [7, 9] { _ = try await plane.services.setIdleRule(world.admin, try IdleRule(days: days)) }
        _ = try await plane.services.setIdleRule(world.admin, nil)
        let lines = world.audit.lines
        #expect(lines.map { Self.isDigest($0.before) } == [false, true, true])
        #expect(lines.map { Self.isDigest($0.after) } == [true, true, false])
        #expect(lines[1].before == lines[0].after)
        #expect(lines[1].before != lines[1].after)
        #expect(lines[2].before == lines[1].after)
    }

    @Test func `a repair says what did not fit together, and what still does not`() async throws {
        let world = FakeWorld()
        let mended = try await Self.line(world) { _ = try await $0.models.repair(world.admin, bucket: "good") }
        #expect(Self.isDigest(mended.before))
        #expect(Self.isDigest(mended.after))
        #expect(mended.before != mended.after)
        world.care.findings[0].repair = nil
        let left = try await Self.line(world) { _ = try await $0.models.repair(world.admin, bucket: "good") }
        #expect(left.before == left.after)
        let adopted = try await Self.line(world) { _ = try await $0.models.adopt(world.admin, bucket: "good") }
        #expect(Self.isDigest(adopted.before) && Self.isDigest(adopted.after))
    }

    @Test(arguments: ["api.run", "service-account", "service-account.buckets"])
    func `what is mended in a project was another thing before, and is the same when nothing is left to mend`(
        _ check: String
    ) async throws {
        let world = FakeWorld()
        let first = try await Self.line(world) {
            _ = try await $0.projects.fix(world.admin, "my-project", check: check)
        }
        let second = try await Self.line(world) {
            _ = try await $0.projects.fix(world.admin, "my-project", check: check)
        }
        #expect(Self.isDigest(first.after))
        #expect(second.before == first.after)
        #expect(second.after == first.after)
        #expect(check == "api.run" || first.before != first.after)
    }

    @Test func `an import that goes on is another one than it was, one that is joined the same`() async throws {
        let world = FakeWorld()
        let resumed = try await Self.line(world) { _ = try await $0.imports.resume(world.admin, "import-1") }
        #expect(Self.isDigest(resumed.before) && Self.isDigest(resumed.after))
        #expect(resumed.before != resumed.after)
        let started = { (plane: ControlPlane) in
            _ = try await plane.imports.start(world.admin, ModelReference(parsing: "hf:org/name"), into: "good")
        }
        world.imports.here = [FakeImports.snapshot(.planned, version: 9)]
        let joined = try await Self.line(world, started)
        #expect(Self.isDigest(joined.before))
        #expect(joined.before == joined.after)
        world.imports.here = []
        let new = try await Self.line(world, started)
        #expect(new.before == nil)
        #expect(Self.isDigest(new.after))
    }

    @Test func `a deploy says at its end what is there now`() async throws {
        let world = FakeWorld()
        let plane = world.controlPlane()
        let deployment = try await plane.services.deploy(
            world.admin, ServiceSpec(bucket: "good", model: FakeWorld.model))
        for try await _ in deployment.events {}
        let lines = world.audit.lines
        #expect(lines.map(\.action).sorted() == ["services.deploy", "services.deployed"])
        // The plan of the fake runtime is of a service that is not there yet.
        #expect(lines.map(\.before) == [nil, nil])
        #expect(lines.allSatisfy { Self.isDigest($0.after) })
    }
}
