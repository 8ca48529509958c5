import CloudSimulator
import Domain
import Foundation
import ModelHubs
import NIOCore
import Outbound
import TestSupport

/// The simulated hubs with three Hugging Face models and one Ollama image, made in a directory of their own.
struct HubFixture {
    let simulator: RunningSimulator
    let huggingFace: ModelHubs.HuggingFaceHub
    let ollama: ModelHubs.OllamaRegistry

    /// - Parameter configure: changes how the simulator is started.
    static func with(
        configure: (inout SimulatorConfiguration) -> Void = { _ in }, _ body: (HubFixture) async throws -> Void
    ) async throws {
        let root = NSTemporaryDirectory() + "hubs-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        try writeModels(root)
        var configuration = SimulatorConfiguration(stateDirectory: root + "/state", models: [root])
        configure(&configuration)
        let simulator = try await CloudSimulator.start(configuration)
        let client = OutboundClient(transport: NIOTransport(), pacer: OutboundTestPacer().pacer)
        let outcome: Result<Void, any Error>
        do {
            let fixture = HubFixture(
                simulator: simulator,
                huggingFace: try ModelHubs.HuggingFaceHub(client: client, endpoint: simulator.endpoints.huggingface),
                ollama: try ModelHubs.OllamaRegistry(
                    client: client, endpoints: ["registry.ollama.ai": simulator.endpoints.ollama]
                )
            )
            try await body(fixture)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        try await client.shutdown()
        await simulator.stop()
        try outcome.get()
    }

    /// Requests that arrived at one of the hubs' hosts, in order.
    func requests(at listener: SimulatorListener) -> [RequestRecorder.Entry] {
        simulator.world.recorder.entries().filter { $0.listener == listener }
    }

    private static func writeModels(_ root: String) throws {
        for id in ["demo/tiny", "demo/gated"] {
            let folder = "\(root)/huggingface/\(id)"
            try write(folder + "/config.json", Array(config.utf8))
            try write(folder + "/model.safetensors", DeterministicBytes.make(300_000))
            try write(folder + "/pytorch_model.bin", DeterministicBytes.make(1000))
            try write(folder + "/tokenizer.json", Array("{}".utf8))
            try write(folder + "/README.md", Array("# Tiny".utf8))
        }
        try write(
            "\(root)/huggingface/demo/tiny.json", Array(#"{"license": "mit", "pipeline_tag": "text-generation"}"#.utf8))
        try write("\(root)/huggingface/demo/gated.json", Array(#"{"gated": "manual"}"#.utf8))
        let image = "\(root)/ollama/library/tiny/latest"
        try write(
            image + "/config.json", Array(#"{"model_family":"llama","model_type":"1.1B","file_type":"Q4_0"}"#.utf8))
        try write(image + "/model.gguf", gguf + DeterministicBytes.make(200_000))
        try write(image + "/template", Array("{{ .Prompt }}".utf8))
    }

    private static func write(_ path: String, _ bytes: [UInt8]) throws {
        let url = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    private static let config = #"""
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2,
         "num_attention_heads": 4, "num_key_value_heads": 2, "torch_dtype": "bfloat16", "max_position_embeddings": 512}
        """#

    /// The smallest header with a shape.
    static let gguf: [UInt8] = {
        var bytes = ByteBuffer(string: "GGUF")
        func put(_ text: String) {
            bytes.writeInteger(UInt64(text.utf8.count), endianness: .little)
            bytes.writeString(text)
        }
        bytes.writeInteger(UInt32(3), endianness: .little)
        bytes.writeInteger(UInt64(0), endianness: .little)
        let numbers: [(String, UInt32)] = [
            ("llama.block_count", 22), ("llama.attention.head_count", 32), ("llama.attention.head_count_kv", 4),
            ("llama.embedding_length", 2048), ("llama.context_length", 2048), ("general.file_type", 2),
        ]
        bytes.writeInteger(UInt64(numbers.count + 1), endianness: .little)
        put("general.architecture")
        bytes.writeInteger(UInt32(8), endianness: .little)
        put("llama")
        for (key, number) in numbers {
            put(key)
            bytes.writeInteger(UInt32(4), endianness: .little)
            bytes.writeInteger(number, endianness: .little)
        }
        return Array(bytes.readableBytesView)
    }()
}
