import Domain
import Foundation
import NIOCore
import TestSupport
import Testing

@testable import ModelFormats

@Suite struct ColdStartHistoryTests {
    @Test func `the newest starts come first, and a line that nobody can read is left out`() async throws {
        let store = InMemoryStore()
        for number in 1...30 {
            let start = ColdStart(
                at: "2026-11-20T12:00:\(String(format: "%02d", number))Z",
                service: try ServiceID(region: "us-central1", name: "s"), revision: "s-1",
                model: ModelIdentity(source: .huggingFace, id: "org/name", pin: "p"), engine: .vllm,
                accelerator: "nvidia-l4", loader: .mount, weights: 5, phases: [.init(state: "loading", seconds: 9)],
                isReady: true)
            let bytes = ByteBuffer(bytes: try JSONEncoder().encode(start))
            _ = try await store.write(
                "\(BucketLayout.coldStartsPrefix)\(number).json", bytes, if: .always, metadata: [:])
        }
        _ = try await store.write(
            "\(BucketLayout.coldStartsPrefix)broken.json", ByteBuffer(string: "{"), if: .always, metadata: [:])
        let newest = try await ColdStartHistory(store).newest(11)
        #expect(newest.count == 10)
        #expect(newest.first?.at == "2026-11-20T12:00:30Z")
        #expect(newest.last?.at == "2026-11-20T12:00:21Z")
        #expect(try await ColdStartHistory(InMemoryStore()).newest(5).isEmpty)
    }
}
