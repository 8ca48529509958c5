import Domain
import Serving
import Testing

@Suite struct MeasuredRateTests {
    private static let model = ModelIdentity(source: .huggingFace, id: "org/m", pin: "1")

    private static func start(
        _ rate: Double?, id: String = "org/m", accelerator: String = "nvidia-l4", isReady: Bool = true
    ) throws -> ColdStart {
        ColdStart(
            at: "2026-11-20T00:00:00Z", service: try ServiceID(region: "us-central1", name: "s"), revision: "r",
            model: ModelIdentity(source: .huggingFace, id: id, pin: "0"), engine: .vllm, accelerator: accelerator,
            loader: .mount, weights: .gib(1), phases: [], isReady: isReady, tokensPerSecond: rate
        )
    }

    private static func rate(_ history: [ColdStart]) -> MeasuredRate? {
        MeasuredRate(of: model, engine: .vllm, accelerator: "nvidia-l4", history: history)
    }

    @Test func `the rate is the median of what was measured of the same model on the same GPU`() throws {
        let found = try #require(
            Self.rate([
                try Self.start(30), try Self.start(nil), try Self.start(10), try Self.start(20),
                try Self.start(900, accelerator: "nvidia-rtx-pro-6000"), try Self.start(800, id: "org/other"),
                try Self.start(700, isReady: false),
            ]))
        #expect(found.tokensPerSecond == 20)
        #expect(found.basis == "measured at the last 3 starts of this model, one request at a time")
    }

    @Test func `without a measurement there is no rate`() throws {
        #expect(Self.rate([]) == nil)
        #expect(Self.rate([try Self.start(nil), try Self.start(50, id: "org/other")]) == nil)
    }
}
