import ControlPlane
import Domain
import TestSupport
import Testing

@Suite struct ServicesMoveTests {
    private static func id() throws -> ServiceID { try ServiceID(region: "us-central1", name: "svc") }

    @Test func `a move is the plan of the same service where the model is on the other target`() async throws {
        let world = FakeWorld()
        world.runtime.serves = true
        let move = try await world.controlPlane().services.planMove(
            world.admin, Self.id(), to: .project("other-project"), bucket: "good"
        )
        #expect(try move.from.id == Self.id())
        #expect(move.plan.spec.name == "svc")
        #expect(move.plan.spec.bucket == "good")
        #expect(move.plan.spec.model == FakeWorld.model)
        #expect(world.audit.lines.isEmpty, "it changes nothing")
    }

    @Test func `to where it is already there is nothing to move`() async throws {
        let world = FakeWorld()
        await #expect(throws: Problem.self) {
            try await world.controlPlane().services.planMove(world.admin, Self.id(), to: world.admin.target)
        }
    }

    @Test func `a model that is not there yet is told with its import`() async throws {
        let world = FakeWorld()
        world.runtime.serves = true
        let problem = await #expect(throws: Problem.self) {
            try await world.controlPlane().services.planMove(
                world.admin, Self.id(), to: .project("other-project"), bucket: "broken"
            )
        }
        #expect(problem?.code == .modelNotFound)
        #expect(problem?.fix.contains("models import hf:org/name") == true)
    }
}
