import ControlPlane
import Domain
import TestSupport
import Testing

struct DoctorTests {
    @Test func `it says what carries requests`() async throws {
        let world = FakeWorld()
        let checks = try await world.controlPlane().doctor.examine(world.admin)
        let transport = checks.first { $0.id == "transport" }
        #expect(transport?.state == .ok)
        #expect(transport?.detail == "carried by hand")
    }
}
