import Domain
import NIOCore
import Testing

@testable import ModelFormats

@Suite struct ModelConfigurationConfigTests {
    @Test func `the language model's shape goes before the outer one`() throws {
        let text =
            #"{"hidden_size": 1, "text_config": {"hidden_size": 4096, "num_hidden_layers": 32, "head_dim": 256,"#
            + #" "num_attention_heads": 16, "num_key_value_heads": 8, "torch_dtype": "bfloat16"}, "max_position_embeddings": 8192}"#
        let read = ModelConfiguration(config: try JSONValue(parsing: ByteBuffer(string: text)))
        #expect(read?.hiddenSize == 4096)
        #expect(read?.headDimension == 256)
        #expect(read?.keyValueHeads == 8)
        #expect(read?.maxPositions == 8192)
        #expect(read?.elementBytes == 2)
    }
}
