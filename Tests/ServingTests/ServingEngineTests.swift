import Domain
import Serving
import TestSupport
import Testing

/// Every engine under the one conformance suite.
struct ServingEngineTests {
    static let engines: [ServingEngineConformance] = [
        ServingEngineConformance(
            engine: VLLMEngine(), models: [(SampleModels.llama, .generation), (SampleModels.miniLM, .embedding)],
            foreign: SampleModels.gemma, accelerator: AcceleratorCatalog.l4
        ),
        ServingEngineConformance(
            engine: OllamaEngine(), models: [(SampleModels.gemma, .generation)], foreign: SampleModels.llama,
            accelerator: AcceleratorCatalog.l4
        ),
        ServingEngineConformance(
            engine: LlamaCppEngine(), models: [(SampleModels.gemma, .generation)], foreign: SampleModels.llama,
            accelerator: AcceleratorCatalog.l4
        ),
    ]

    @Test(arguments: engines.indices, ServingEngineConformance.Check.allCases)
    func `an engine conforms`(index: Int, check: ServingEngineConformance.Check) throws {
        try Self.engines[index].run(check)
    }
}
