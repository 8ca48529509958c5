import Domain
import Foundation
import Serving
import TestSupport
import Testing

@testable import Runtimes

@Suite struct SupervisionMoveTests {
    private static func record(_ change: (inout LocalServiceRecord) -> Void = { _ in }) throws -> LocalServiceRecord {
        let recipe = ContainerRecipe(
            engine: .vllm, image: "i:1", command: [], arguments: [], environment: [:], port: 21000,
            healthPath: "/health", startupSeconds: 60, mountPath: nil, concurrency: 1, servedName: "m",
            proof: .generation
        )
        var record = LocalServiceRecord(
            id: try ServiceID(region: "local", name: "a"),
            spec: ServiceSpec(bucket: "b", model: SampleModels.llama.model), recipe: recipe, generation: 1,
            state: .ready, createdAt: "2026-11-20T12:00:00Z", updatedAt: "2026-11-20T12:00:00Z"
        )
        record.process = EngineProcess(pid: 5, startTime: "1")
        record.proof = ServiceProof(revision: "a-1", at: "2026-11-20T12:00:00Z", firstTokenMilliseconds: 5)
        change(&record)
        return record
    }

    private static func move(
        running: Bool = true, kept: Bool = false, now: Double = 100,
        _ change: (inout LocalServiceRecord) -> Void = { _ in }
    ) throws -> SupervisionMove {
        SupervisionMove(for: try record(change), isRunning: running, isKept: kept, now: now)
    }

    @Test func `what somebody works on is left to them`() throws {
        #expect(try Self.move(running: false, kept: true) == .nothing)
        #expect(try Self.move(kept: true) { $0.state = .deleting } == .nothing)
    }

    @Test func `what a dead keeper left is brought to its end`() throws {
        #expect(try Self.move { $0.state = .deleting } == .erase)
        #expect(try Self.move { $0.state = .loading } == .adopt)
        #expect(try Self.move(running: false) { ($0.state, $0.process, $0.proof) = (.creating, nil, nil) } == .start)
        #expect(try Self.move { $0.wish = .stopped } == .halt)
        #expect(try Self.move { $0.wish = .asleep } == .halt)
    }

    @Test func `an end is noted, and the restart comes when it is due`() throws {
        #expect(try Self.move(running: false) == .noteEnd)
        let pause: (inout LocalServiceRecord) -> Void = { ($0.startAfter, $0.process) = (150, nil) }
        #expect(try Self.move(running: false, now: 100, pause) == .nothing)
        #expect(try Self.move(running: false, now: 150, pause) == .start)
    }

    @Test func `what runs is watched; what has failed or sleeps is left`() throws {
        #expect(try Self.move() == .watch)
        #expect(try Self.move(running: false) { ($0.wish, $0.process) = (.asleep, nil) } == .nothing)
        let failure = Problem(.engineFailed, "x", detail: "y")
        #expect(try Self.move(running: false) { $0.state = .failed(failure) } == .nothing)
    }

    @Test func `pauses double, have a limit, and begin anew after a long run`() {
        let rule = RestartRule(SupervisionSettings())
        #expect((0..<5).map { rule.next(restarts: $0, ranFor: 1)?.pause } == [1, 2, 4, 8, 16])
        #expect(rule.next(restarts: 5, ranFor: 1) == nil)
        #expect(rule.next(restarts: 5, ranFor: 600) == RestartRule.Next(restarts: 1, pause: 1))
    }

    @Test func `a record of an earlier version is read`() throws {
        let data = try JSONEncoder().encode(Self.record())
        var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        for name in ["wish", "token", "turn", "retiring", "retiringTokens", "retiringContainers", "restarts"] {
            object[name] = nil
        }
        let old = try JSONDecoder().decode(
            LocalServiceRecord.self, from: JSONSerialization.data(withJSONObject: object)
        )
        #expect(old.wish == .running)
        #expect(old.token.isEmpty)
        #expect(old.turn == 0)
    }
}
