import Foundation

/// A folder of models as the simulated hubs serve them: one Hugging Face repository, one Ollama model.
struct SampleHub {
    static let repository = "example-org/small"
    let path: String

    /// - Parameter weightBytes: size of the repository's model.safetensors, header included.
    init(in folder: URL, weightBytes: Int) throws {
        let root = folder.appending(path: "hub")
        let model = root.appending(path: "huggingface/\(Self.repository)")
        try FileManager.default.createDirectory(at: model, withIntermediateDirectories: true)
        let config = #"""
            {"architectures":["LlamaForCausalLM"],"model_type":"llama","hidden_size":64,"num_hidden_layers":2,
             "num_attention_heads":4,"num_key_value_heads":2,"max_position_embeddings":2048,"torch_dtype":"bfloat16"}
            """#
        try Data(config.utf8).write(to: model.appending(path: "config.json"))
        try Data("{}".utf8).write(to: model.appending(path: "tokenizer.json"))
        try Self.safetensors(bytes: weightBytes).write(to: model.appending(path: "model.safetensors"))
        try Data("old weights".utf8).write(to: model.appending(path: "pytorch_model.bin"))
        path = root.path
    }

    /// The safetensors layout: header length (8 bytes, little endian), JSON header, tensor bytes.
    private static func safetensors(bytes: Int) -> Data {
        let room = bytes - 128
        let text = #"{"w":{"dtype":"BF16","shape":[\#(room / 2)],"data_offsets":[0,\#(room)]}}"#
        let header = text + String(repeating: " ", count: 120 - text.utf8.count)
        var data = Data()
        withUnsafeBytes(of: UInt64(120).littleEndian) { data.append(contentsOf: $0) }
        data.append(Data(header.utf8))
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        while data.count < bytes {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            withUnsafeBytes(of: state) { data.append(contentsOf: $0) }
        }
        return data.prefix(bytes)
    }
}
