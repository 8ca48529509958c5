import Domain
import Foundation
import Logging
import TestSupport
import Testing

@testable import ControlPlane

@Suite struct ColdStartLedgerTests {
    private func start(_ second: Int) throws -> ColdStart {
        ColdStart(
            at:
                "2026-01-01T00:\(second / 60 < 10 ? "0" : "")\(second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60)Z",
            service: try ServiceID(region: "us-central1", name: "svc"), revision: "svc-1", model: FakeWorld.model,
            engine: .vllm, accelerator: "nvidia-l4", loader: .mount, weights: .gib(1),
            phases: [ColdStart.Phase(state: "loading", seconds: Double(second))], isReady: true
        )
    }

    @Test func `the ledger keeps the newest fifty and gives the newest first`() async throws {
        let store = InMemoryStore(bucket: "b")
        let ledger = ColdStartLedger(store)
        for second in 0..<53 { try await ledger.add(try start(second)) }
        let kept = try await store.list(prefix: BucketLayout.coldStartsPrefix)
        #expect(kept.count == ColdStartRecorder.kept)
        let newest = try await ledger.newest(2)
        #expect(newest == [try start(52), try start(51)])
    }
}
