import Domain
import Foundation
import Importing
import Synchronization
import TestSupport
import Testing

/// Clocks that jump, by hours and both ways: an import completes, or fails with a cause and is completed later.
struct ClockJumpTests {
    /// Chance that follows from a seed.
    private final class Dice: Sendable {
        private let state: Mutex<UInt64>

        init(_ seed: Int) { state = Mutex(UInt64(seed)) }

        func roll(_ sides: Int) -> Int {
            let word = state.withLock { state in
                state = state &+ 0x9E37_79B9_7F4A_7C15
                return state
            }
            let mixed = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            return Int((mixed ^ (mixed >> 27)) % UInt64(sides))
        }
    }

    /// An engine whose heartbeat comes often, on the clock given.
    private func engine(_ fixture: Fixture, _ time: TestClock) -> ImportEngine {
        var clock = time.importClock
        clock.tick = { _ in
            try Task.checkCancellation()
            for _ in 0..<5 { await Task.yield() }
            time.advance(1)
        }
        return ImportEngine(
            source: fixture.source, store: fixture.store, target: .local, options: fixture.options, clock: clock
        )
    }

    @Test(arguments: 1...24)
    func `a clock that jumps while an import runs`(seed: Int) async throws {
        let fixture = try Fixture()
        let dice = Dice(seed)
        let plan = try await fixture.plan()
        let engine = engine(fixture, fixture.clock)
        fixture.gate.setFault { _ in
            guard dice.roll(12) == 0 else { return }
            fixture.clock.advance(Double(dice.roll(200_001) - 100_000))
        }
        let ended = await code { try await engine.run(plan, token: nil, startedBy: "ann") { _ in } }
        fixture.gate.setFault(nil)
        #expect(ended == nil || ended == .conflict, "seed \(seed)")
        if ended != nil {
            fixture.clock.advance(1_000_000)
            _ = try await engine.resume(plan.importID, token: nil) { _ in }
        }
        try await expectWhole(fixture, plan, "seed \(seed)")
    }

    @Test(arguments: 1...24)
    func `a manager whose clock is an hour ahead takes an import over that lives`(seed: Int) async throws {
        let fixture = try Fixture()
        let dice = Dice(seed)
        let plan = try await fixture.plan()
        let ahead = TestClock()
        ahead.advance(3_600)
        let (slow, early) = (engine(fixture, fixture.clock), engine(fixture, ahead))
        let delay = dice.roll(400)
        async let first = code { try await slow.run(plan, token: nil, startedBy: "ann") { _ in } }
        async let second = code {
            for _ in 0..<delay { await Task.yield() }
            return try await early.run(plan, token: nil, startedBy: "bob") { _ in }
        }
        let ended = await [first, second]
        // Each may meet a write of the other's: the one that has taken the lease goes on.
        #expect(ended.contains(nil), "seed \(seed): \(ended)")
        for code in ended.compactMap({ $0 }) {
            #expect([.conflict, .importRunning, .notFound].contains(code), "seed \(seed): \(ended)")
        }
        try await expectWhole(fixture, plan, "seed \(seed): \(ended)")
    }

    private func expectWhole(_ fixture: Fixture, _ plan: ImportPlan, _ place: String) async throws {
        let manifest = try #require(try await fixture.engine.manifest(of: plan.model.identity), "\(place)")
        #expect(fixture.holdsEverything(manifest), "\(place)")
        #expect(try await Catalog(fixture.store).entry(of: manifest.model)?.status == .completed, "\(place)")
        #expect(try await fixture.store.unfinishedUploads(prefix: "") == [], "\(place)")
    }
}
