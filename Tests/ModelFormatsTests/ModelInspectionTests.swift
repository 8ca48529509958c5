import Domain
import NIOCore
import TestSupport
import Testing

@testable import ModelFormats

@Suite struct ModelInspectionTests {
    private func manifest(
        _ source: SourceKind, _ files: [String: [UInt8]], in store: InMemoryStore, format: ModelFormat
    ) async throws -> ModelManifest {
        var listed: [ModelManifest.File] = []
        for (key, bytes) in files.sorted(by: { $0.key < $1.key }) {
            let info = try await store.write(key, ByteBuffer(bytes: bytes), if: .always, metadata: [:])
            let path = source == .ollama ? key : String(key.split(separator: "/").last ?? "")
            listed.append(
                ModelManifest.File(
                    path: path, key: key, size: info.size, sha256: nil, crc32c: "00000000", promised: nil))
        }
        return ModelManifest(
            model: ModelIdentity(source: source, id: "org/name", pin: "p"), files: listed,
            facts: ModelFacts(format: format), importedAt: "2026-01-01T00:00:00Z", importedBy: "me")
    }

    @Test func `a model's shape and weights are read where they lie, whatever the import had noted`() async throws {
        let store = InMemoryStore()
        let config =
            #"{"num_hidden_layers": 1, "num_attention_heads": 4, "hidden_size": 64, "tie_word_embeddings": true}"#
        let weights = SampleWeights.safetensors([
            .init("model.embed_tokens.weight", "BF16", [10, 64], 2), .init("lm_head.weight", "BF16", [10, 64], 2),
        ])
        let manifest = try await manifest(
            .huggingFace,
            [
                "huggingface/org/name/p/config.json": Array(config.utf8),
                "huggingface/org/name/p/model.safetensors": weights,
            ],
            in: store, format: .safetensors)
        let facts = try await ModelInspection(manifest, store).facts()
        #expect(facts.gaps.isEmpty)
        #expect(facts.configuration?.layers == 1)
        #expect(facts.weights?.tensorBytes == 2560)
        #expect(facts.weights?.unused == 1280)
    }

    @Test func `of an Ollama model every GGUF blob counts, and the texts beside them do not`() async throws {
        let store = InMemoryStore()
        let model = SampleWeights.gguf(
            "llama", integers: [("block_count", 2)], words: 200, tensors: [([256, 4], 12)])
        let projector = SampleWeights.gguf("clip", integers: [], words: 80, tensors: [([8], 1)])
        let manifest = try await manifest(
            .ollama,
            [
                "ollama/blobs/sha256-aa": model, "ollama/blobs/sha256-bb": projector,
                "ollama/blobs/sha256-cc": Array(String(repeating: "licence ", count: 400).utf8),
            ], in: store, format: .gguf)
        let facts = try await ModelInspection(manifest, store).facts()
        #expect(facts.weights?.files == 2)
        #expect(facts.weights?.tensorBytes == ByteCount(4 * 144 + 16))
        #expect(facts.configuration?.layers == 2)
    }

    @Test func `what cannot be read is a gap in words, and no failure`() async throws {
        let store = InMemoryStore()
        let manifest = try await manifest(
            .huggingFace, ["huggingface/org/name/p/model.safetensors": [1, 2, 3]], in: store, format: .safetensors)
        let facts = try await ModelInspection(manifest, store).facts()
        #expect(facts.weights == nil)
        #expect(facts.gaps.count == 1)
    }
}
