import CloudSimulator
import Domain
import Testing

@testable import Runtimes

struct CloudRunRuntimeEventsTests {
    @Test func `what happened is told from what Google keeps, the newest first`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let found = try await fixture.runtime.events(fixture.id)
            let kinds = Set(found.events.map(\.kind))
            #expect(kinds.isSuperset(of: [.created, .revision, .condition, .proof, .start]))
            #expect(found.events.map(\.at) == found.events.map(\.at).sorted(by: >))
            #expect(found.problem == nil)
        }
    }

    @Test func `a log that may not be read leaves the rest, and is told`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            fixture.simulator.world.faults.add([
                .init(listener: .google, path: "/v2/entries:list", action: .init(.status, status: 403))
            ])
            let found = try await fixture.runtime.events(fixture.id)
            #expect(found.problem?.contains("403") == true)
            #expect(found.events.contains { $0.kind == .revision })
        }
    }
}
