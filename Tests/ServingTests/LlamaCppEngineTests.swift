import Domain
import Serving
import TestSupport
import Testing

@Suite struct LlamaCppEngineTests {
    private static let tiny = SampleModels.huggingFace(
        "example-org/tiny-gguf",
        files: [
            ("README.md", 100), ("mmproj-f16.gguf", 900), ("tiny-00001-of-00002.gguf", 400),
            ("tiny-00002-of-00002.gguf", 500),
        ],
        facts: ModelFacts(task: "text-generation", modelType: "llama", format: .gguf)
    )

    private func request(
        _ manifest: ModelManifest, loader: Loader = .directory, accelerator: String = "gpu0"
    ) -> RecipeRequest {
        let shape = HostShape(cpu: 4, memory: .gib(16))
        return RecipeRequest(
            manifest: manifest, spec: ServiceSpec(bucket: "b1", model: manifest.model), root: "/data/b1",
            loader: loader,
            accelerator: Accelerator(name: accelerator, memory: .gib(8), minimum: shape, recommended: shape),
            contextLength: 2048, port: 21000, predictedLoadSeconds: 20
        )
    }

    @Test func `a split model is loaded by its first part, the projector is no model`() throws {
        #expect(
            try text(of: LlamaCppEngine().recipe(for: request(Self.tiny))) == """
                image llama.cpp:server
                run llama-server
                  --model /data/b1/huggingface/example-org/tiny-gguf/\(SampleModels.commit)/tiny-00001-of-00002.gguf
                  --alias example-org/tiny-gguf
                  --host 127.0.0.1
                  --port 21000
                  --ctx-size 8192
                  --parallel 4
                  --n-gpu-layers 999
                  --metrics
                port 21000, health /health, startup 240 s
                mount none, 4 at a time
                served as example-org/tiny-gguf, proven by generation
                """
        )
    }

    @Test func `without a GPU no layer is sent to one`() throws {
        let words = try LlamaCppEngine().recipe(for: request(Self.tiny, accelerator: "cpu")).arguments
        #expect(!words.contains("--n-gpu-layers"))
    }

    @Test func `of a model in Ollama's layout the largest blob is the weights`() throws {
        let words = try LlamaCppEngine().recipe(for: request(SampleModels.gemma)).arguments
        #expect(words[1].contains("/blobs/sha256-abab"))
    }

    @Test func `GGUF goes to llama.cpp where that is to be had`() {
        let usual = ServingEngines.engine(for: Self.tiny, wish: nil)
        #expect(usual.kind == .vllm, "which refuses it, and says what to import")
        #expect(ServingEngines.engine(for: Self.tiny, wish: nil, among: [.llamacpp]).kind == .llamacpp)
        #expect(ServingEngines.engine(for: SampleModels.gemma, wish: nil, among: [.llamacpp]).kind == .llamacpp)
        #expect(ServingEngines.engine(for: SampleModels.gemma, wish: nil, among: [.ollama, .llamacpp]).kind == .ollama)
        #expect(ServingEngines.engine(for: SampleModels.llama, wish: nil, among: [.llamacpp]).kind == .vllm)
    }
}
