import ControlPlane
import Domain
import TestSupport
import Testing

struct ModelsUpdatesTests {
    private static let newer = String(repeating: "b", count: 40)

    @Test func `a model whose hub has moved on is told with what to import`() async throws {
        let world = FakeWorld()
        world.hub?.upstream = .success(Self.newer)
        let listing = try await world.controlPlane().models.updates(world.admin)
        #expect(
            listing.updates
                == [ModelUpdate(bucket: "good", model: FakeWorld.model, pin: Self.newer, reference: "hf:org/name")])
        #expect(listing.current == 0)
    }

    @Test func `a model that is as its hub has it is current`() async throws {
        let world = FakeWorld()
        let listing = try await world.controlPlane().models.updates(world.admin)
        #expect(listing.updates.isEmpty)
        #expect(listing.current == 1)
    }

    @Test func `what a hub does not say is unchecked and not current`() async throws {
        let world = FakeWorld()
        world.hub?.upstream = .failure(Problem(.rateLimited, "Too many requests", detail: "wait"))
        let listing = try await world.controlPlane().models.updates(world.admin)
        #expect(listing.current == 0)
        #expect(listing.unchecked.map(\.problem.code) == [.rateLimited])
    }

    @Test func `a page that is opened twice asks once, and a fresh look asks again`() async throws {
        let world = FakeWorld()
        let models = world.controlPlane().models
        for _ in 0..<3 { _ = try await models.updates(world.admin) }
        #expect(world.hub?.pinsAsked == 1)
        _ = try await models.updates(world.admin, fresh: true)
        #expect(world.hub?.pinsAsked == 2)
    }

    @Test func `a bucket that cannot be read is a problem beside the others`() async throws {
        let world = FakeWorld()
        world.catalog.unreadable = ["broken"]
        let listing = try await world.controlPlane().models.updates(world.admin)
        #expect(listing.problems.map(\.bucket) == ["broken"])
        #expect(listing.current == 1)
    }
}
