import Domain
import Logging
import TestSupport
import Testing

@testable import ControlPlane

@Suite struct ServicesLifecycleTests {
    private let world = FakeWorld()

    private var id: ServiceID { get throws { try ServiceID(region: "us-central1", name: "svc") } }

    @Test func `what a runtime cannot do it says, before it is tried`() async throws {
        let services = world.controlPlane().services
        var codes: [Problem.Code] = []
        func note(_ work: () async throws -> Void) async {
            do { try await work() } catch { codes.append((error as? Problem)?.code ?? .internalError) }
        }
        let id = try id
        await note { _ = try await services.revisions(world.admin, id) }
        await note { _ = try await services.rollBack(world.admin, id) }
        await note { _ = try await services.setTraffic(world.admin, id, [TrafficShare(revision: nil, percent: 100)]) }
        await note { _ = try await services.stop(world.admin, id) }
        await note { _ = try await services.start(world.admin, id) }
        await note { _ = try await services.update(world.admin, id, ServiceChange()) }
        #expect(codes == Array(repeating: .unsupported, count: 6))
    }

    @Test func `a viewer changes nothing, and every refusal is an audit line`() async throws {
        let viewer = RequestContext(actor: "v", role: .viewer, target: .project("my-project"), requestID: "r1")
        let services = world.controlPlane().services
        let id = try id
        await #expect(throws: Problem.self) { _ = try await services.stop(viewer, id) }
        await #expect(throws: Problem.self) { _ = try await services.rollBack(viewer, id) }
        #expect(world.audit.lines.map(\.outcome) == ["permission-denied", "permission-denied"])
    }

    @Test func `a deploy leaves one start in the ledger of the model's bucket`() async throws {
        let plane = world.controlPlane()
        let spec = ServiceSpec(bucket: "good", model: FakeWorld.model)
        var last: DeployEvent?
        for try await event in try await plane.services.deploy(world.admin, spec).events { last = event }
        #expect(last?.state == .ready)
        #expect(last?.message == "ready")
        let starts = try await plane.services.starts(world.admin, try id)
        #expect(starts.count == 1)
        #expect(starts.first?.phases.map(\.state) == ["pending", "creating"])
        #expect(starts.first?.isReady == true)
    }
}
