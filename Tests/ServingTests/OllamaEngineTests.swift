import Domain
import Serving
import TestSupport
import Testing

@Suite struct OllamaEngineTests {
    private func request(_ manifest: ModelManifest, loader: Loader = .mount) -> RecipeRequest {
        RecipeRequest(
            manifest: manifest, spec: ServiceSpec(bucket: "b1", model: manifest.model), root: "/gcs/b1", loader: loader,
            accelerator: AcceleratorCatalog.l4, contextLength: 8192, port: nil, predictedLoadSeconds: 120
        )
    }

    @Test func `a model in Ollama's layout on a read-only mount`() throws {
        #expect(
            try text(of: OllamaEngine().recipe(for: request(SampleModels.gemma))) == """
                image ollama/ollama:0.31.2
                run /bin/ollama
                  serve
                env MODEL=gemma2:9b
                env OLLAMA_CONTEXT_LENGTH=8192
                env OLLAMA_DEBUG=false
                env OLLAMA_HOST=0.0.0.0:11434
                env OLLAMA_KEEP_ALIVE=-1
                env OLLAMA_LOAD_TIMEOUT=360s
                env OLLAMA_MAX_LOADED_MODELS=1
                env OLLAMA_MODELS=/gcs/b1/ollama
                env OLLAMA_NOPRUNE=1
                env OLLAMA_NO_CLOUD=1
                env OLLAMA_NUM_PARALLEL=4
                port 11434, health /, startup 240 s
                mount /gcs/b1, 4 at a time
                served as gemma2:9b, proven by generation
                """
        )
    }

    @Test func `the models that the earlier manager left lie one folder deeper`() throws {
        var adopted = SampleModels.gemma
        adopted.files[0].key = "ollama/models/blobs/sha256-\(String(repeating: "ab", count: 32))"
        let environment = try OllamaEngine().recipe(for: request(adopted)).environment
        #expect(environment["OLLAMA_MODELS"] == "/gcs/b1/ollama/models")
    }

    @Test func `weights are loaded by a generation without a prompt`() {
        let load = OllamaEngine().loadRequest(servedName: "gemma2:9b", kind: .generation)
        #expect(load?.path == "/api/generate")
        #expect(load?.body == #"{"keep_alive":-1,"model":"gemma2:9b"}"#)
        #expect(OllamaEngine().loadRequest(servedName: "all-minilm:22m", kind: .embedding) == nil)
    }

    @Test func `a Hugging Face model and the streaming loader are refused`() {
        #expect(throws: Problem.self) { try OllamaEngine().recipe(for: request(SampleModels.llama)) }
        #expect(throws: Problem.self) { try OllamaEngine().recipe(for: request(SampleModels.gemma, loader: .stream)) }
    }
}
