import Foundation

/// A small model as a trainer leaves it on a disk: what is needed, what is not, and what is hidden.
package enum SampleFolder {
    package static let files: [(path: String, bytes: [UInt8])] = [
        ("config.json", Array(config.utf8)),
        ("model.safetensors", DeterministicBytes.make(3_000_000, seed: 7)),
        ("tokenizer.json", Array(#"{"version": "1.0"}"#.utf8)),
        ("pytorch_model.bin", DeterministicBytes.make(1000, seed: 8)),
        ("README.md", Array("# mine".utf8)),
        (".git/config", Array("[core]".utf8)),
        (".env", Array("SECRET=1".utf8)),
    ]

    private static let config = #"""
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2,
         "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 512}
        """#

    /// What an engine needs of it.
    package static let needed: Set<String> = ["config.json", "model.safetensors", "tokenizer.json"]

    package static func write(to path: String) throws {
        for (name, bytes) in files {
            let file = URL(filePath: path).appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
    }

    /// In a new temporary directory, which is removed afterwards.
    package static func with(_ body: (String) async throws -> Void) async throws {
        let path = NSTemporaryDirectory() + "sample-\(UUID().uuidString)/my-finetune"
        try write(to: path)
        defer { try? FileManager.default.removeItem(at: URL(filePath: path).deletingLastPathComponent()) }
        try await body(path)
    }
}
