import Domain
import GoogleCloud
import Outbound
import TestSupport
import Testing

@testable import Runtimes

@Suite struct CloudRunRuntimeRevisionsTests {
    /// Three revisions, the newest serving.
    private func threeRevisions(_ fixture: CloudFixture) async throws -> [String] {
        for number in 1...3 {
            #expect(
                try await fixture.deploy(fixture.spec { $0.environment = ["N": "\(number)"] }).last?.state == .ready)
        }
        return try await fixture.runtime.revisions(fixture.id).map(\.name)
    }

    @Test func `revisions are listed newest first, with their traffic and settings`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await threeRevisions(fixture)
            let revisions = try await fixture.runtime.revisions(fixture.id)
            #expect(revisions.map(\.percent) == [100, 0, 0])
            #expect(revisions.map(\.state) == [.ready, .retired, .retired])
            #expect(revisions.map { $0.settings["environment.N"] } == ["3", "2", "1"])
            #expect(revisions.allSatisfy { $0.settings["image"] != nil && $0.settings["name"] == nil })
        }
    }

    @Test func `a roll-back sends everything to the revision before, which is proven still`() async throws {
        try await CloudFixture.with { fixture in
            let names = try await threeRevisions(fixture)
            let back = try await fixture.runtime.rollBack(fixture.id, to: nil)
            #expect(back.revision == names[1])
            #expect(back.proof?.revision == names[1])
            #expect(back.state.name == "degraded")
            let further = try await fixture.runtime.rollBack(fixture.id, to: nil)
            #expect(further.revision == names[2])
            await #expect(throws: Problem.self) { try await fixture.runtime.rollBack(fixture.id, to: nil) }
            await #expect(throws: Problem.self) { try await fixture.runtime.rollBack(fixture.id, to: "mini-99999-abc") }
            let forward = try await fixture.runtime.rollBack(fixture.id, to: names[0])
            #expect(forward.state == .ready)
        }
    }

    @Test func `a deploy after a roll-back serves by itself`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await threeRevisions(fixture)
            _ = try await fixture.runtime.rollBack(fixture.id, to: nil)
            let events = try await fixture.deploy(fixture.spec { $0.environment = ["N": "4"] })
            #expect(events.last?.state == .ready)
            #expect(try await fixture.runtime.service(fixture.id).traffic.map(\.revision) == [nil])
        }
    }

    @Test func `traffic is divided between revisions that are there and ready, and totals a hundred`() async throws {
        try await CloudFixture.with { fixture in
            let names = try await threeRevisions(fixture)
            let shares = [
                TrafficShare(revision: names[1], percent: 70), TrafficShare(revision: nil, percent: 30, tag: "canary"),
            ]
            let service = try await fixture.runtime.setTraffic(shares, of: fixture.id)
            #expect(service.traffic.map(\.percent) == [70, 30])
            #expect(service.traffic.last?.url?.contains("canary---mini") == true)
            #expect(service.revision == names[1])
            for wrong in [
                [TrafficShare(revision: nil, percent: 90)], [TrafficShare(revision: "mini-00009-zzz", percent: 100)],
                [TrafficShare(revision: nil, percent: 50), TrafficShare(revision: nil, percent: 50)],
            ] {
                await #expect(throws: Problem.self) { try await fixture.runtime.setTraffic(wrong, of: fixture.id) }
            }
        }
    }

    @Test func `a stopped service shows itself so, keeps its revision, and starts again`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let before = try await fixture.runtime.service(fixture.id)
            let stopped = try await fixture.runtime.stop(fixture.id)
            #expect(stopped.state == .stopped)
            #expect(stopped.revision == before.revision)
            let refused = await #expect(throws: Problem.self) { try await fixture.runtime.endpoint(fixture.id) }
            #expect(refused?.fix.contains("services start") == true)
            let started = try await fixture.runtime.start(fixture.id)
            #expect(started.state == .ready)
            #expect(started.maxInstances == before.maxInstances)
            await #expect(throws: Problem.self) { try await fixture.runtime.start(fixture.id) }
        }
    }

    @Test func `what a delete takes away and what it leaves is told before`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let deletion = try await fixture.runtime.deletion(fixture.id)
            #expect(deletion.goes.contains { $0.contains("revision") })
            #expect(deletion.stays.contains { $0.contains(CloudFixture.bucket) })
            #expect(try await fixture.runtime.service(fixture.id).state == .ready)
        }
    }
}
