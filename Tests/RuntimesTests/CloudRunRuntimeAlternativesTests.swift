import CloudSimulator
import Domain
import GoogleCloud
import Serving
import TestSupport
import Testing

@testable import Runtimes

@Suite struct CloudRunRuntimeAlternativesTests {
    @Test func `every region, accelerator and loader is compared, the plan's own choice among them`() async throws {
        try await CloudFixture.with { fixture in
            let rows = try await fixture.runtime.alternatives(
                to: fixture.spec { $0.region = nil }, of: fixture.manifest, knowing: PlanFacts())
            #expect(rows.count <= CloudRunRuntime.mostAlternatives)
            #expect(Set(rows.map(\.accelerator)) == ["nvidia-l4", "nvidia-rtx-pro-6000", "cpu"])
            #expect(Set(rows.map(\.loader)) == [.mount, .stream, .copy])
            #expect(Set(rows.map(\.region)).isSuperset(of: ["us-central1", "europe-west4", "asia-southeast1"]))
            #expect(rows.filter(\.isChosen).map(\.region) == ["us-central1"])
            #expect(rows.filter(\.isChosen).map(\.accelerator) == ["nvidia-l4"])
            #expect(rows[0].region == "us-central1", "the bucket's own region goes first")
            #expect(rows.allSatisfy { $0.fits && $0.perHour != nil })
            let far = try #require(rows.first { $0.region == "europe-west4" && $0.accelerator == "nvidia-l4" })
            #expect((far.egressPerStart?.nanos ?? 0) > 0)
            #expect(far.quotaLeft == 3)
        }
    }

    @Test func `what is used up goes last and says so`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(
                fixture.spec {
                    $0.name = "other"
                    $0.maxInstances = 3
                })
            let rows = try await fixture.runtime.alternatives(
                to: fixture.spec(), of: fixture.manifest, knowing: PlanFacts())
            let here = rows.filter { $0.region == "us-central1" && $0.accelerator == "nvidia-l4" }
            #expect(!here.isEmpty)
            #expect(here.allSatisfy { $0.quotaLeft == 0 && !$0.obstacles.isEmpty })
            let lastFree = try #require(rows.lastIndex { $0.obstacles.isEmpty })
            let firstTaken = try #require(rows.firstIndex { !$0.obstacles.isEmpty })
            #expect(lastFree < firstTaken)
        }
    }

    @Test func `a table of alternatives asks for each fact once`() async throws {
        try await CloudFixture.with { fixture in
            let before = fixture.simulator.world.recorder.entries().count
            _ = try await fixture.runtime.alternatives(to: fixture.spec(), of: fixture.manifest, knowing: PlanFacts())
            let asked = fixture.simulator.world.recorder.entries().count - before
            // The bucket, one list of quotas, and one list of services for each of five regions.
            #expect(asked <= 7)
        }
    }

    @Test func `a service without a GPU is deployed and answers`() async throws {
        try await CloudFixture.with { fixture in
            let events = try await fixture.deploy(fixture.spec { $0.accelerator = "cpu" })
            #expect(events.last?.state == .ready)
            let plan = try await fixture.runtime.plan(fixture.spec { $0.accelerator = "cpu" }, of: fixture.manifest)
            #expect(plan.quota.map(\.unit) == ["vCPU", "GiB"])
            #expect((plan.cost?.perHourBusy.amount ?? 9) < 0.5)
        }
    }

    @Test func `a model that is copied into memory first is deployed and answers`() async throws {
        try await CloudFixture.with { fixture in
            let events = try await fixture.deploy(fixture.spec { $0.loader = .copy })
            #expect(events.last?.state == .ready)
            let json = try await fixture.runtime.managed(fixture.id)
            let volumes = json["template"]?["volumes"]?.array ?? []
            #expect(volumes.contains { $0["emptyDir"]?["medium"]?.string == "MEMORY" })
            // And back: what the copy needed goes away again.
            let again = try await fixture.deploy(fixture.spec { $0.loader = .mount })
            #expect(again.last?.state == .ready)
            let plain = try await fixture.runtime.managed(fixture.id)
            #expect((plain["template"]?["volumes"]?.array ?? []).allSatisfy { $0["emptyDir"] == nil })
        }
    }
}
