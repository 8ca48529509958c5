import Domain
import Serving
import TestSupport
import Testing

@Suite struct VLLMEngineTests {
    private func recipe(
        _ manifest: ModelManifest, loader: Loader = .mount, accelerator: Accelerator = AcceleratorCatalog.l4,
        context: Int? = nil, arguments: [String] = [], environment: [String: String] = [:]
    ) throws -> ContainerRecipe {
        let spec = ServiceSpec(
            bucket: "models-eu", model: manifest.model, arguments: arguments, environment: environment
        )
        return try VLLMEngine().recipe(
            for: RecipeRequest(
                manifest: manifest, spec: spec, root: "/gcs/models-eu", loader: loader, accelerator: accelerator,
                contextLength: context, port: nil, predictedLoadSeconds: 190
            )
        )
    }

    @Test func `a generating model from a mounted bucket on an L4`() throws {
        #expect(
            try text(of: recipe(SampleModels.llama, context: 32_768)) == """
                image vllm/vllm-openai:v0.33.0
                run vllm serve
                  /gcs/models-eu/huggingface/meta-llama/Llama-3.1-8B-Instruct/0e9e39f249a16976918f6564b8830bc894c89659
                  --served-model-name meta-llama/Llama-3.1-8B-Instruct
                  --port 8000
                  --max-model-len 32768
                  --max-num-seqs 16
                  --gpu-memory-utilization 0.92
                  --safetensors-load-strategy eager
                env DO_NOT_TRACK=1
                env HF_HUB_OFFLINE=1
                env TRANSFORMERS_OFFLINE=1
                env VLLM_ENABLE_CUDA_COMPATIBILITY=1
                env VLLM_NO_USAGE_STATS=1
                port 8000, health /health, startup 570 s
                mount /gcs/models-eu, 16 at a time
                served as meta-llama/Llama-3.1-8B-Instruct, proven by generation
                """
        )
    }

    @Test func `an embedding model runs with the pooling runner`() throws {
        #expect(
            try text(of: recipe(SampleModels.miniLM, context: 512)) == """
                image vllm/vllm-openai:v0.33.0
                run vllm serve
                  /gcs/models-eu/huggingface/sentence-transformers/all-MiniLM-L6-v2/0e9e39f249a16976918f6564b8830bc894c89659
                  --served-model-name sentence-transformers/all-MiniLM-L6-v2
                  --port 8000
                  --max-num-seqs 16
                  --gpu-memory-utilization 0.92
                  --runner pooling
                  --safetensors-load-strategy eager
                env DO_NOT_TRACK=1
                env HF_HUB_OFFLINE=1
                env TRANSFORMERS_OFFLINE=1
                env VLLM_ENABLE_CUDA_COMPATIBILITY=1
                env VLLM_NO_USAGE_STATS=1
                port 8000, health /health, startup 570 s
                mount /gcs/models-eu, 16 at a time
                served as sentence-transformers/all-MiniLM-L6-v2, proven by embedding
                """
        )
    }

    @Test func `the streaming loader reads the bucket itself and mounts nothing`() throws {
        #expect(
            try text(of: recipe(SampleModels.llama, loader: .stream, accelerator: AcceleratorCatalog.rtxPro6000)) == """
                image vllm/vllm-openai:v0.33.0
                run vllm serve
                  gs://models-eu/huggingface/meta-llama/Llama-3.1-8B-Instruct/0e9e39f249a16976918f6564b8830bc894c89659
                  --served-model-name meta-llama/Llama-3.1-8B-Instruct
                  --port 8000
                  --max-num-seqs 16
                  --gpu-memory-utilization 0.92
                  --load-format runai_streamer
                env DO_NOT_TRACK=1
                env HF_HUB_OFFLINE=1
                env RUNAI_STREAMER_CONCURRENCY=16
                env RUNAI_STREAMER_MEMORY_LIMIT=5368709120
                env TRANSFORMERS_OFFLINE=1
                env VLLM_NO_USAGE_STATS=1
                port 8000, health /health, startup 570 s
                mount none, 16 at a time
                served as meta-llama/Llama-3.1-8B-Instruct, proven by generation
                """
        )
    }

    @Test(arguments: [
        (["--max-num-seqs", "4"], ["--max-num-seqs", "4"]),
        (["--max-num-seqs=4"], ["--max-num-seqs=4"]),
        (["--max_num_seqs", "4"], ["--max_num_seqs", "4"]),
    ])
    func `a user's argument replaces ours of the same name`(_ given: [String], _ expected: [String]) throws {
        let arguments = try recipe(SampleModels.llama, arguments: given).arguments
        #expect(Array(arguments.suffix(expected.count)) == expected)
        #expect(arguments.filter { $0.hasPrefix("--max-num-seqs") || $0.hasPrefix("--max_num_seqs") }.count == 1)
    }

    @Test func `bare flags, repeated flags and negative values stay as they are`() throws {
        let given = ["--enforce-eager", "--lora-modules", "a=1", "b=2", "--lora-modules", "c=3", "--seed", "-1"]
        #expect(Array(try recipe(SampleModels.llama, arguments: given).arguments.suffix(given.count)) == given)
    }

    @Test func `a served name of the user's is the name that clients use`() throws {
        #expect(try recipe(SampleModels.llama, arguments: ["--served-model-name", "llama"]).servedName == "llama")
    }

    @Test(arguments: [["--port", "9000"], ["--port=9000"], ["--model", "other"]])
    func `the port and the model cannot be changed by an argument`(_ arguments: [String]) throws {
        let problem = #expect(throws: Problem.self) { try recipe(SampleModels.llama, arguments: arguments) }
        #expect(problem?.code == .invalidRequest)
    }

    @Test func `a user's variable replaces ours`() throws {
        let environment = try recipe(SampleModels.llama, environment: ["HF_HUB_OFFLINE": "0", "A": "b"]).environment
        #expect(environment["HF_HUB_OFFLINE"] == "0")
        #expect(environment["A"] == "b")
    }

    @Test func `a model that the earlier manager left is found where it lies`() throws {
        var adopted = SampleModels.llama
        adopted.model.pin = ""
        adopted.files = adopted.files.map { file in
            var file = file
            file.key = "meta-llama/Llama-3.1-8B-Instruct/\(file.path)"
            return file
        }
        #expect(try recipe(adopted).arguments.first == "/gcs/models-eu/meta-llama/Llama-3.1-8B-Instruct")
    }

    @Test func `an Ollama model and a GGUF repository are refused with a way out`() throws {
        var gguf = SampleModels.llama
        gguf.facts.format = .gguf
        for manifest in [SampleModels.gemma, gguf] {
            let problem = #expect(throws: Problem.self) { try recipe(manifest) }
            #expect(problem?.code == .unsupportedModel)
            #expect(problem?.fix.contains("ollama") == true)
        }
    }

    @Test(arguments: [
        (200, #"{"choices":[{"message":{"content":"Hi"}}]}"#, ProofKind.generation, true),
        (200, #"{"choices":[{"message":{"content":null}}],"usage":{"completion_tokens":1}}"#, .generation, true),
        (200, #"{"choices":[{"message":{"content":""}}],"usage":{"completion_tokens":0}}"#, .generation, false),
        (200, #"{"choices":[]}"#, .generation, false),
        (500, #"{"choices":[{"message":{"content":"Hi"}}]}"#, .generation, false),
        (200, "<html>", .generation, false),
        (200, #"{"data":[{"embedding":[0.1,0.2]}]}"#, .embedding, true),
        (200, #"{"data":[{"embedding":[]}]}"#, .embedding, false),
    ])
    func `only a token or an embedding is a proof`(_ status: Int, _ body: String, _ kind: ProofKind, _ isProof: Bool) {
        #expect(VLLMEngine().isProof(status: status, body: body, kind: kind) == isProof)
    }

    @Test func `the requests are OpenAI's`() {
        let engine = VLLMEngine()
        let proof = engine.proofRequest(servedName: "org/m", kind: .generation)
        #expect(proof.path == "/v1/chat/completions")
        #expect(
            proof.body
                == #"{"max_tokens":1,"messages":[{"content":"Say one word.","role":"user"}],"model":"org/m","stream":false}"#
        )
        let ask = engine.askRequest(servedName: "org/m", kind: .embedding, prompt: "a \"b\"", stream: false)
        #expect(ask.path == "/v1/embeddings")
        #expect(ask.body == #"{"input":"a \"b\"","model":"org/m"}"#)
        #expect(
            engine.answer(in: #"{"data":[{"embedding":[1,2,3,4,5]}]}"#, kind: .embedding)?.hasPrefix("5 dimensions")
                == true)
    }
}
