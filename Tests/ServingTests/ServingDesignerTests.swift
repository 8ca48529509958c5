import Domain
import Serving
import TestSupport
import Testing

@Suite struct ServingDesignerTests {
    private let site = ServingSite(
        accelerators: AcceleratorCatalog.cloudRun, loaders: [.mount, .stream], root: "/gcs/b1"
    )

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
        #expect(try draft(SampleModels.llama) { $0.cpu = 2 }.problems.first?.code == "shape-too-small")
    }

    @Test func `what is not offered is refused by name`() {
        #expect(throws: Problem.self) { try draft(SampleModels.llama) { $0.accelerator = "tpu" } }
        #expect(throws: Problem.self) { try draft(SampleModels.llama) { $0.loader = .directory } }
    }
}
