import Domain
import TestSupport
import Testing

@testable import ControlPlane

struct ModelsTests {
    let world = FakeWorld()

    @Test func `a bucket that cannot be checked is a problem, and the listing is not clean`() async throws {
        world.care.unreadable = ["broken"]
        world.care.findings = []
        let listing = try await world.controlPlane().models.check(world.admin)
        #expect(listing.reports.map(\.bucket) == ["good"])
        #expect(listing.problems.map(\.bucket) == ["broken"])
        #expect(!listing.isClean)
    }

    @Test func `a viewer may check and not repair, list and not delete`() async throws {
        let viewer = RequestContext(actor: "v", role: .viewer, target: .project("my-project"), requestID: "r")
        let models = world.controlPlane().models
        #expect(try await models.check(viewer).reports.count == 2)
        #expect(try await models.garbage(viewer).items.count == 1)
        await #expect(throws: Problem.self) { _ = try await models.repair(viewer) }
        await #expect(throws: Problem.self) { _ = try await models.collect(viewer, ids: nil) }
        #expect(world.audit.lines.map(\.outcome) == ["permission-denied", "permission-denied"])
        #expect(world.care.collected == [])
    }

    @Test func `the list tells what each model's bytes cost in a month in the cloud`() async throws {
        let listing = try await world.controlPlane().models.list(world.admin)
        let model = try #require(listing.models.first)
        let gibibytes = Double(model.entry.size.bytes) / Double(1 << 30)
        #expect(model.monthlyStorage == Money.usd(2) * gibibytes)
        var here = world.admin
        here.target = .local
        let local = try? await world.controlPlane().models.list(here)
        #expect(local?.models.allSatisfy { $0.monthlyStorage == nil } != false)
    }

    @Test func `what services run is said to be in use`() throws {
        func service(_ model: ModelIdentity?, bucket: String?) throws -> Service {
            Service(
                id: try ServiceID(region: "us-central1", name: "svc"), target: .local, state: .ready, model: model,
                bucket: bucket
            )
        }
        let pinned = FakeWorld.model
        let adopted = ModelIdentity(source: .huggingFace, id: "org/old", pin: "")
        let known = Models.use(
            of: "good", by: [try service(pinned, bucket: "good"), try service(adopted, bucket: "good")])
        #expect(known == StoredUse(models: [pinned], ids: ["org/old"]))
        #expect(Models.use(of: "good", by: [try service(pinned, bucket: "other")]) == StoredUse())
        // A service that does not say what it runs may need anything.
        #expect(Models.use(of: "good", by: [try service(nil, bucket: nil)]).ids == nil)
    }

    @Test func `the services that run are asked for before anything is offered`() async throws {
        world.runtime.serves = true
        _ = try await world.controlPlane().models.garbage(world.admin, bucket: "good")
        #expect(world.care.uses == [StoredUse(models: [FakeWorld.model])])
    }
}
