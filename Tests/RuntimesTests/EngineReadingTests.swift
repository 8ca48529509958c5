import Domain
import Testing

@testable import Runtimes

struct EngineReadingTests {
    /// As llama.cpp's server wrote it (September 2026).
    private static let llamacpp = """
        # HELP llamacpp:prompt_tokens_total Number of prompt tokens processed, excluding cached tokens
        # TYPE llamacpp:prompt_tokens_total counter
        llamacpp:prompt_tokens_total 54
        llamacpp:prompt_seconds_total 0.510354
        # TYPE llamacpp:tokens_predicted_total counter
        llamacpp:tokens_predicted_total 8
        llamacpp:tokens_predicted_seconds_total 0.032
        llamacpp:n_decode_total 8
        llamacpp:predicted_tokens_seconds 241.905
        # TYPE llamacpp:requests_processing gauge
        llamacpp:requests_processing 1
        llamacpp:requests_deferred 0
        """

    @Test func `llama.cpp's figures are read; what it does not tell stays unknown`() throws {
        let reading = try #require(EngineReading(of: .llamacpp, in: PrometheusText(Self.llamacpp)))
        let figures = reading.figures(at: "t")
        #expect(figures.running == 1 && figures.waiting == 0)
        #expect(figures.promptTokens == 54 && figures.generatedTokens == 8)
        #expect(figures.meanTokenGap == 0.004)
        #expect(figures.cacheUse == nil && figures.meanFirstToken == nil && figures.preemptions == nil)
    }

    @Test func `Ollama has no such page`() {
        #expect(EngineReading(of: .ollama, in: PrometheusText("")) == nil)
    }
}
