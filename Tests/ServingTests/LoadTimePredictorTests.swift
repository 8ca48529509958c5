import Domain
import Serving
import TestSupport
import Testing

@Suite struct LoadTimePredictorTests {
    private let start = LoadTimePredictor.Start(
        model: SampleModels.llama.model, weights: 16_000_000_000, loader: .stream, engine: .vllm,
        accelerator: "nvidia-l4")

    private func past(
        _ seconds: Double, model: ModelIdentity = SampleModels.llama.model, weights: ByteCount = 16_000_000_000,
        loader: Loader = .stream, accelerator: String = "nvidia-l4", isReady: Bool = true
    ) throws -> ColdStart {
        ColdStart(
            at: "2026-11-20T12:00:00Z", service: try ServiceID(region: "us-central1", name: "s"), revision: nil,
            model: model, engine: .vllm, accelerator: accelerator, loader: loader, weights: weights,
            phases: [.init(state: "creating", seconds: 10), .init(state: "loading", seconds: seconds - 10)],
            isReady: isReady
        )
    }

    @Test func `without history the estimate says that it is one`() {
        let told = LoadTimePredictor.predict(start)
        #expect(told.basis == "built-in estimate")
        #expect(!told.isMeasured)
        #expect(abs(told.seconds - (20 + 90 + 16e9 / 600e6)) < 0.01)
        #expect(told.lines.contains { $0.formula.contains("÷ 600 MB/s, built-in estimate") })
    }

    @Test func `starts of the same model count by their median`() throws {
        let told = LoadTimePredictor.predict(start, history: [try past(200), try past(180), try past(900)])
        #expect(told.seconds == 200)
        #expect(told.basis == "3 measured starts of this model, 80 MB/s from request to first token")
        #expect(told.isMeasured)
    }

    @Test func `starts of other models give a rate, and what is not alike does not count`() throws {
        let other = ModelIdentity(source: .huggingFace, id: "org/other", pin: "a")
        let history = [
            try past(120, model: other, weights: 4_000_000_000),
            try past(999, loader: .mount), try past(999, accelerator: "nvidia-rtx-pro-6000"),
            try past(999, isReady: false),
        ]
        let told = LoadTimePredictor.predict(start, history: history)
        // 4 GB in 120 − 110 s, but reading is a tenth of a start at least.
        #expect(told.basis == "1 measured start of other models, 333 MB/s")
        #expect(abs(told.seconds - (110 + 16e9 / (4e9 / 12))) < 0.01)
    }
}
