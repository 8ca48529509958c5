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
}
