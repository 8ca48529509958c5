import Domain
import Serving
import TestSupport
import Testing

@Suite struct MemoryFitCalculatorTests {
    private let l4 = MemoryFitCalculator(accelerator: AcceleratorCatalog.l4, engine: .vllm)

    @Test func `Llama 3.1 8B takes 128 KiB per token and 1 GiB for 8192 of them`() {
        let fit = l4.fit(SampleModels.llama, contextLength: 8192, sequences: 16)
        #expect(fit.keyValuePerToken == .kib(128))
        #expect(fit.weights == ByteCount(16_060_556_376))
        #expect(fit.fits)
        #expect(fit.arithmetic.contains { $0.contains("key-value cache 1.0 GiB: 2 × 32 layers × 8 heads × 128 × 2 B") })
    }

    @Test func `the largest context fills the rest of the GPU, and is chosen when none is asked for`() throws {
        let fit = l4.fit(SampleModels.llama, contextLength: nil, sequences: 1)
        let largest = try #require(fit.largestContext)
        #expect(largest < 131_072)
        #expect(fit.contextLength == largest / 256 * 256)
        #expect(fit.fits)
        #expect(!l4.fit(SampleModels.llama, contextLength: largest + 1, sequences: 1).fits)
        #expect(l4.fit(SampleModels.llama, contextLength: largest, sequences: 1).fits)
    }

    @Test func `weights alone above the budget do not fit`() {
        var big = SampleModels.llama
        big.files[2].size = 40_000_000_000
        let fit = l4.fit(big, contextLength: nil, sequences: 1)
        #expect(!fit.fits)
        #expect(fit.largestContext == 0)
    }

    @Test func `Ollama reserves the context for every parallel request`() {
        let ollama = MemoryFitCalculator(accelerator: AcceleratorCatalog.l4, engine: .ollama)
        let one = ollama.fit(SampleModels.gemma, contextLength: 4096, sequences: 1)
        let four = ollama.fit(SampleModels.gemma, contextLength: 4096, sequences: 4)
        #expect(one.fits && four.fits)
        #expect(four.arithmetic.contains { $0.contains("× 4 sequences") })
        #expect(one.largestContext == 8192)
        #expect(one.available == AcceleratorCatalog.l4.memory)
    }

    @Test func `latent attention keeps one compressed vector per layer`() {
        let facts = ModelFacts(
            format: .safetensors,
            configuration: ModelConfiguration(layers: 61, attentionHeads: 128, latentRank: 512, ropeHeadDimension: 64)
        )
        #expect(l4.keyValueBytesPerToken(facts) == ByteCount(61 * 576 * 2))
    }

    @Test func `an explicit head size is not the quotient`() {
        let facts = ModelFacts(
            configuration: ModelConfiguration(
                layers: 40, attentionHeads: 32, keyValueHeads: 8, headDimension: 128, hiddenSize: 5120
            )
        )
        #expect(l4.keyValueBytesPerToken(facts) == ByteCount(2 * 40 * 8 * 128 * 2))
    }

    @Test func `an encoder keeps no cache, an unknown shape says so`() {
        #expect(l4.fit(SampleModels.miniLM, contextLength: nil, sequences: 1).contextLength == 512)
        var unknown = SampleModels.llama
        unknown.facts.configuration = nil
        let fit = l4.fit(unknown, contextLength: nil, sequences: 1)
        #expect(fit.fits)
        #expect(fit.largestContext == nil)
        #expect(fit.arithmetic.contains { $0.contains("unknown") })
    }
}
