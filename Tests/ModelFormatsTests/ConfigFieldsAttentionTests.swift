import Domain
import NIOCore
import Testing

@testable import ModelFormats

@Suite struct ConfigFieldsAttentionTests {
    private func read(_ text: String) throws -> ModelConfiguration {
        try #require(ModelConfiguration(config: try JSONValue(parsing: ByteBuffer(string: text))))
    }

    @Test func `layers of one kind need no groups`() throws {
        let plain = try read(
            #"{"num_hidden_layers": 4, "layer_types": ["full_attention","full_attention","full_attention","full_attention"]}"#
        )
        #expect(plain.attention == nil)
    }

    @Test func `linear layers keep a state, the others a cache`() throws {
        let hybrid = try read(
            #"{"num_hidden_layers": 4, "layer_types": ["linear_attention","linear_attention","linear_attention","full_attention"]}"#
        )
        #expect(hybrid.attention == [AttentionGroup(.full, layers: 1), AttentionGroup(.state, layers: 3)])
        let jamba = try read(#"{"num_hidden_layers": 16, "attn_layer_period": 8, "attn_layer_offset": 4}"#)
        #expect(jamba.attention == [AttentionGroup(.full, layers: 2), AttentionGroup(.state, layers: 14)])
        let nemotron = try read(#"{"num_hidden_layers": 5, "hybrid_override_pattern": "M-M*-"}"#)
        #expect(nemotron.attention == [AttentionGroup(.full, layers: 1), AttentionGroup(.state, layers: 4)])
        let mamba = try read(#"{"model_type": "mamba2", "num_hidden_layers": 8}"#)
        #expect(mamba.attention == [AttentionGroup(.state, layers: 8)])
    }

    @Test func `a window that is switched off is none, and Qwen's holds from a layer on`() throws {
        #expect(
            try read(#"{"model_type":"qwen2","num_hidden_layers":28,"sliding_window":4096,"use_sliding_window":false}"#)
                .attention == nil)
        let on = try read(
            #"{"model_type":"qwen2","num_hidden_layers":28,"sliding_window":4096,"use_sliding_window":true,"max_window_layers":20}"#
        )
        #expect(on.attention == [AttentionGroup(.full, layers: 20), AttentionGroup(.window, layers: 8, window: 4096)])
    }

    @Test func `quantisation says its method, its bits, and the bits of the cache`() throws {
        let packed = try read(
            #"{"quantization_config":{"quant_method":"compressed-tensors","config_groups":{"group_0":{"weights":{"num_bits":4}}},"kv_cache_scheme":{"num_bits":8,"type":"float"}}}"#
        )
        #expect(packed.quantization == "compressed-tensors-4bit")
        #expect(packed.cacheBits == 8)
        #expect(try read(#"{"quantization_config":{"quant_method":"awq","bits":4}}"#).quantization == "awq-4bit")
        #expect(try read(#"{"quantization_config":{"quant_method":"fp8"}}"#).quantization == "fp8")
        #expect(
            try read(#"{"quantization_config":{"quant_method":"modelopt","kv_cache_quant_algo":"FP8"}}"#).cacheBits == 8
        )
    }

    @Test(arguments: [
        #"{"num_hidden_layers": 9223372036854775807, "attn_layer_period": 2}"#,
        #"{"model_type":"deepseek_v3","num_hidden_layers":61,"hidden_size":7168,"intermediate_size":9223372036854775807,"vocab_size":129280,"num_attention_heads":128}"#,
        #"{"model_type":"mixtral","num_hidden_layers":1000,"hidden_size":131071,"intermediate_size":1048575,"vocab_size":4194303,"num_attention_heads":4095,"head_dim":16383,"num_local_experts":4095,"num_experts_per_tok":4095}"#,
        #"{"model_type":"gemma3","text_config":[],"vision_config":7}"#, #"[]"#,
    ])
    func `a configuration that no model has breaks nothing`(_ text: String) throws {
        let value = try JSONValue(parsing: ByteBuffer(string: text))
        let read = ModelConfiguration(config: value)
        #expect(read?.attention == nil)
    }
}
