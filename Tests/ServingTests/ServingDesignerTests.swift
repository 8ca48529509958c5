import Domain
import Serving
import TestSupport
import Testing

@Suite struct ServingDesignerTests {
    private let site = ServingSite.cloudRun(bucket: "b1")

    private func draft(
        _ manifest: ModelManifest, _ change: (inout ServiceSpec) -> Void = { _ in }
    ) throws -> ServingDraft {
        var spec = ServiceSpec(bucket: "b1", model: manifest.model)
        change(&spec)
        return try ServingDesigner().draft(spec, of: manifest, on: site)
    }

    @Test func `what is left open is chosen: the smallest GPU that fits, its shape, the largest context`() throws {
        let draft = try draft(SampleModels.llama)
        #expect(draft.spec.accelerator == "nvidia-l4")
        #expect(draft.spec.cpu == 8 && draft.spec.memory == .gib(32))
        #expect(draft.spec.engine == .vllm && draft.spec.loader == .mount)
        #expect(draft.spec.name == "llama-3-1-8b-instruct")
        #expect(draft.spec.contextLength == draft.fit.contextLength)
        #expect(draft.problems.isEmpty)
    }

    @Test func `a model too big for the small GPU goes to the larger one`() throws {
        var big = SampleModels.llama
        big.files[2].size = 40_000_000_000
        #expect(try draft(big).spec.accelerator == "nvidia-rtx-pro-6000")
        let small = try draft(big) { $0.accelerator = "nvidia-l4" }
        #expect(small.problems.first?.code == "does-not-fit")
        #expect(small.problems.first?.fix?.contains("nvidia-rtx-pro-6000") == true)
    }

    @Test func `Ollama's layout means Ollama`() throws {
        let draft = try draft(SampleModels.gemma)
        #expect(draft.recipe.engine == .ollama)
        #expect(draft.recipe.environment["OLLAMA_NUM_PARALLEL"] == "4")
        #expect(draft.spec.contextLength == 8192)
    }

    @Test func `a shape below the GPU's minimum is an error`() throws {
        #expect(try draft(SampleModels.llama) { $0.cpu = 2 }.problems.contains { $0.code == "shape-too-small" })
    }

    @Test func `what is not offered is refused by name`() {
        #expect(throws: Problem.self) { try draft(SampleModels.llama) { $0.accelerator = "tpu" } }
        #expect(throws: Problem.self) { try draft(SampleModels.llama) { $0.loader = .directory } }
    }

    @Test func `no GPU is never chosen by itself`() throws {
        #expect(try draft(SampleModels.miniLM).spec.accelerator == "nvidia-l4")
        #expect(try draft(SampleModels.miniLM) { $0.accelerator = "cpu" }.spec.accelerator == "cpu")
    }

    @Test func `the user's own limit of sequences is the concurrency of the service`() throws {
        let draft = try draft(SampleModels.llama) { $0.arguments = ["--max-num-seqs=8"] }
        #expect(draft.spec.concurrency == 8)
        #expect(draft.recipe.concurrency == 8)
    }

    @Test func `what was read of the model goes before what the import had noted`() throws {
        var facts = PlanFacts()
        facts.configuration = ModelConfiguration(
            layers: 32, attentionHeads: 32, keyValueHeads: 8, hiddenSize: 4096, maxPositions: 8192)
        facts.weights = WeightFacts(
            tensorBytes: 16_060_522_496, fileBytes: 16_060_556_376, tensorCount: 291, files: 4,
            elements: ["BF16": 8_030_261_248])
        let spec = ServiceSpec(bucket: "b1", model: SampleModels.llama.model)
        let draft = try ServingDesigner().draft(spec, of: SampleModels.llama, on: site, knowing: facts)
        #expect(draft.fit.weights == 16_060_522_496)
        #expect(draft.spec.contextLength == 8192)
        #expect(draft.fit.lines[0].formula == "8030261248 × BF16 = 16060522496 B, exact: from the headers of 4 files")
    }
}
