import ControlPlane
import Domain
import NIOCore
import TestSupport
import Testing

struct ServicesIdleRuleTests {
    /// A world whose one service has an instance that always runs, and was made long ago.
    private static func world(requests: Result<[ServiceID: RequestCount], Problem> = .success([:])) -> FakeWorld {
        let world = FakeWorld()
        world.runtime.meter.minInstances = 1
        world.runtime.meter.createdAt = "2020-01-01T00:00:00Z"
        world.runtime.meter.reading = UsageReading(
            billableSeconds: .success([:]), requests: requests, instances: .success([:]))
        return world
    }

    private static func id() throws -> ServiceID { try ServiceID(region: "us-central1", name: "svc") }

    @Test func `without a rule nothing is stopped`() async throws {
        let world = Self.world()
        let services = world.controlPlane().services
        #expect(try await services.idleRule(world.admin) == nil)
        #expect(try await services.applyIdleRule(world.admin).isEmpty)
        #expect(world.runtime.meter.stopped.isEmpty)
    }

    @Test func `a service that nobody has asked for is stopped, and the audit says by whom`() async throws {
        let world = Self.world()
        let services = world.controlPlane().services
        _ = try await services.setIdleRule(world.admin, IdleRule(days: 14))
        #expect(try await services.idleRule(world.admin) == IdleRule(days: 14))
        let context = RequestContext(
            actor: "idle-rule", role: .operator, target: .project("my-project"), requestID: "sweep")
        #expect(try await services.applyIdleRule(context).map(\.action) == [.stopped])
        #expect(try world.runtime.meter.stopped == [Self.id()])
        let line = try #require(world.audit.lines.last)
        #expect(line.action == "services.stop-idle")
        #expect(line.actor == "idle-rule")
        #expect(line.outcome == "ok")
        _ = try await services.setIdleRule(world.admin, nil)
        #expect(try await services.applyIdleRule(world.admin).isEmpty)
    }

    @Test func `a service whose requests could not be counted is never stopped`() async throws {
        let world = Self.world(requests: .failure(FakeMeter.refusal))
        let services = world.controlPlane().services
        _ = try await services.setIdleRule(world.admin, IdleRule(days: 1, includesScaledToZero: true))
        let outcome = try #require(try await services.applyIdleRule(world.admin).first)
        #expect(outcome.action == .kept)
        #expect(outcome.why.contains("monitoring.timeSeries.list"))
        #expect(world.runtime.meter.stopped.isEmpty)
    }

    @Test func `a service that somebody asked for, or that is new, or that scaled to zero, goes on`() async throws {
        let id = try Self.id()
        let asked = Self.world(requests: .success([id: RequestCount(total: 1, lastDay: "2026-01-01T00:00:00Z")]))
        let new = Self.world()
        new.runtime.meter.createdAt = "2099-01-01T00:00:00Z"
        let zero = Self.world()
        zero.runtime.meter.minInstances = 0
        for world in [asked, new, zero] {
            let services = world.controlPlane().services
            _ = try await services.setIdleRule(world.admin, IdleRule(days: 7))
            #expect(try await services.applyIdleRule(world.admin).isEmpty)
            #expect(world.runtime.meter.stopped.isEmpty)
        }
        let services = zero.controlPlane().services
        _ = try await services.setIdleRule(zero.admin, IdleRule(days: 7, includesScaledToZero: true))
        #expect(try await services.applyIdleRule(zero.admin).map(\.action) == [.stopped])
    }

    @Test(arguments: [#"{"defaults":{"idleRule":{"days":0}}}"#, #"{"defaults":{"idleRule":"weekly"}}"#])
    func `a rule that cannot be read is no rule to act on, and says so`(_ text: String) async throws {
        let world = Self.world()
        let store = try world.buckets.store("broken", in: world.admin.target)
        _ = try await store.write(BucketLayout.settingsKey, .init(string: text), if: .absent, metadata: [:])
        let problem = await #expect(throws: Problem.self) {
            try await world.controlPlane().services.applyIdleRule(world.admin)
        }
        #expect(problem?.code == .settingsUnreadable)
        #expect(world.runtime.meter.stopped.isEmpty)
    }

    @Test func `setting the rule takes an operator, and bad days are refused`() async throws {
        let world = Self.world()
        let viewer = RequestContext(actor: "v", role: .viewer, target: world.admin.target, requestID: "r")
        await #expect(throws: Problem.self) {
            try await world.controlPlane().services.setIdleRule(viewer, IdleRule(days: 7))
        }
        #expect(throws: Problem.self) { try IdleRule(days: 0) }
        #expect(throws: Problem.self) { try IdleRule(days: 41) }
    }
}
