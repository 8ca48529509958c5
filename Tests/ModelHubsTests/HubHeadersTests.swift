import Domain
import Foundation
import NIOCore
import Testing

@testable import ModelHubs

@Suite struct HubHeadersTests {
    @Test func `the next page is found among links`() {
        #expect(HubLink.next("<https://h/api?cursor=a%3D>; rel=\"next\"") == "https://h/api?cursor=a%3D")
        #expect(HubLink.next("<https://h/1>; rel=\"prev\",<https://h/2>; rel=\"next\"") == "https://h/2")
        #expect(HubLink.next("<https://h/1>; rel=\"xet-auth\"") == nil)
        #expect(HubLink.next(nil) == nil)
    }

    @Test func `a content range is read strictly`() {
        #expect(ContentRange("bytes 5-9/10")?.range == 5..<10)
        #expect(ContentRange("bytes 5-9/*")?.size == nil)
        for wrong in ["bytes */10", "bytes 9-5/10", "bytes 5-10/10", "items 1-2/3", "bytes 5-9", "bytes -5-9/10"] {
            #expect(ContentRange(wrong) == nil, "\(wrong)")
        }
    }

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

    @Test(arguments: [("8.0B", 8_000_000_000), ("137M", 137_000_000), ("22.7K", 22_700)] as [(String, Int64)])
    func `Ollama's sizes are numbers of parameters`(_ text: String, _ count: Int64) {
        #expect(OllamaRegistry.parameters(text) == count)
    }

    @Test(arguments: ["ftp://x", "huggingface.co", "https://u:p@h", "https://h?x=1", ""])
    func `an address that is no plain URL is refused`(_ text: String) {
        #expect(throws: Problem.self) { try HubAddress(text) }
    }
}
