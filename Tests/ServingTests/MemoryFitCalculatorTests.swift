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
        #expect(fit.cache == .gib(1))
        #expect(fit.largestConcurrency == 3)
        #expect(
            fit.arithmetic.contains { $0.hasPrefix("key-value cache 1.0 GiB: 128.0 KiB × 8192 tokens × 1 sequence") })
        #expect(fit.arithmetic.contains { $0 == "cache per token 128.0 KiB: 2 × 32 layers × 8 heads × 128 × 2 B" })
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

    @Test func `windowed layers keep their window and one step, whatever the context`() throws {
        let facts = ModelFacts(
            configuration: ModelConfiguration(
                layers: 48, attentionHeads: 16, keyValueHeads: 8, headDimension: 256, hiddenSize: 3840,
                attention: [
                    AttentionGroup(.full, layers: 8), AttentionGroup(.window, layers: 40, window: 1024),
                    AttentionGroup(.state, layers: 2),
                ]))
        var manifest = SampleModels.llama
        manifest.facts = facts
        let fit = l4.fit(manifest, contextLength: 32_768, sequences: 1)
        #expect(fit.cache == ByteCount(2 * 8 * 256 * 2 * (8 * 32_768 + 40 * (1024 + 2048))))
        #expect(fit.keyValuePerToken == .kib(384))
        #expect(fit.arithmetic.contains { $0.contains("at most 1024 + 2048 tokens of a step") })
        #expect(fit.arithmetic.contains { $0.contains("2 layers keep a state of fixed size") })
    }

    @Test func `the type of the cache and the share of the GPU are the user's`() {
        func options(_ arguments: [String]) -> FitOptions {
            FitOptions(
                ServiceSpec(bucket: "b", model: SampleModels.llama.model, arguments: arguments), engine: .vllm,
                sequences: 16)
        }
        let half = l4.fit(SampleModels.llama, options(["--kv-cache-dtype", "fp8"]))
        #expect(half.keyValuePerToken == .kib(64))
        let less = l4.fit(SampleModels.llama, options(["--gpu-memory-utilization=0.5"]))
        #expect(less.available == .gib(11))
        #expect(!less.fits)
        let given = l4.fit(SampleModels.llama, options(["--max-model-len", "4096"]))
        #expect(given.contextLength == 4096)
        let ollama = MemoryFitCalculator(accelerator: AcceleratorCatalog.l4, engine: .ollama)
        let spec = ServiceSpec(
            bucket: "b", model: SampleModels.gemma.model, environment: ["OLLAMA_KV_CACHE_TYPE": "q8_0"])
        let packed = ollama.fit(SampleModels.gemma, FitOptions(spec, engine: .ollama, sequences: 1))
        #expect(packed.keyValuePerToken.bytes == 2 * 42 * 8 * 256 * 17 / 16)
    }

    @Test func `weights are quantised while loading only where they are not already`() {
        var facts = PlanFacts()
        facts.weights = WeightFacts(
            tensorBytes: 16_060_522_496, fileBytes: 16_060_556_376, tensorCount: 291, files: 4,
            elements: ["BF16": 8_030_261_248], quantizable: 13_958_643_712)
        let options = FitOptions(sequences: 1, quantization: "fp8")
        #expect(
            l4.fit(SampleModels.llama, options, knowing: facts).weights.bytes == 16_060_522_496 - 13_958_643_712 / 2)
        var packed = SampleModels.llama
        packed.facts.configuration?.quantization = "fp8"
        #expect(l4.fit(packed, options, knowing: facts).weights.bytes == 16_060_522_496)
    }

    @Test func `32-bit weights are loaded as 16 bits unless told otherwise`() {
        var facts = PlanFacts()
        facts.weights = WeightFacts(
            tensorBytes: 90_856_960, fileBytes: 90_868_376, tensorCount: 104, files: 1,
            elements: ["F32": 22_713_216, "I64": 512])
        #expect(l4.fit(SampleModels.miniLM, FitOptions(), knowing: facts).weights == ByteCount(22_713_216 * 2 + 4096))
        #expect(l4.fit(SampleModels.miniLM, FitOptions(keepsFloat32: true), knowing: facts).weights == 90_856_960)
    }

    @Test func `a shape that no model has is unknown, and overflows nothing`() {
        var odd = SampleModels.llama
        odd.facts.configuration = ModelConfiguration(
            layers: Int.max, attentionHeads: Int.max, headDimension: Int.max, maxPositions: Int.max)
        #expect(l4.fit(odd, contextLength: nil, sequences: 1).largestContext == nil)
        odd.facts.configuration = ModelConfiguration(
            layers: 10_000, attentionHeads: 100_000, headDimension: 100_000, maxPositions: Int.max)
        #expect(l4.fit(odd, contextLength: Int.max, sequences: 1).fits == false)
    }
}
