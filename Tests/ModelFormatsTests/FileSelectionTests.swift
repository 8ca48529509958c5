import Domain
import Testing

@testable import ModelFormats

@Suite struct FileSelectionTests {
    private func taken(_ selection: FileSelection) -> Set<String> {
        Set(selection.paths.filter { selection.choice(for: $0).isChosen })
    }

    @Test func `safetensors go before pickles, and other formats are left`() {
        let selection = FileSelection(paths: [
            "config.json", "tokenizer.json", "model.safetensors", "pytorch_model.bin", "tf_model.h5", "rust_model.ot",
            "onnx/model.onnx", "openvino/openvino_model.xml", "README.md", ".gitattributes", "vocab.txt",
            "train_script.py",
        ])
        #expect(selection.format == .safetensors)
        #expect(taken(selection) == ["config.json", "tokenizer.json", "model.safetensors", "vocab.txt"])
        #expect(selection.choice(for: "pytorch_model.bin").reason == "duplicate of the safetensors weights")
    }

    @Test func `the weight index is the whole truth about the shards`() {
        let shards: Set<String> = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
        let selection = FileSelection(
            paths: shards.sorted() + [
                "model.safetensors.index.json", "model-extra.safetensors", "consolidated.00.pth", "config.json",
                "original/consolidated.00.pth", "original/params.json", "pytorch_model.bin.index.json",
            ],
            shards: ["model.safetensors.index.json": shards]
        )
        #expect(taken(selection) == shards.union(["model.safetensors.index.json", "config.json"]))
    }

    @Test func `consolidated weights are left when there are named shards, and taken alone with their parameters`() {
        let both = FileSelection(paths: ["model.safetensors", "consolidated.safetensors", "params.json", "config.json"])
        #expect(taken(both) == ["model.safetensors", "config.json"])
        let alone = FileSelection(paths: ["consolidated.safetensors", "params.json", "tekken.json"])
        #expect(taken(alone) == ["consolidated.safetensors", "params.json", "tekken.json"])
    }

    @Test func `pooling and dense layers of a sentence transformer are taken`() {
        let selection = FileSelection(paths: [
            "modules.json", "1_Pooling/config.json", "2_Dense/config.json", "2_Dense/model.safetensors",
            "2_Dense/pytorch_model.bin", "model.safetensors", "config.json", "sentence_bert_config.json",
        ])
        #expect(taken(selection) == Set(selection.paths).subtracting(["2_Dense/pytorch_model.bin"]))
    }

    @Test func `code is taken only when the configuration asks for it`() {
        let paths = ["config.json", "model.safetensors", "modeling_x.py"]
        #expect(!FileSelection(paths: paths).choice(for: "modeling_x.py").isChosen)
        #expect(FileSelection(paths: paths, needsCode: true).choice(for: "modeling_x.py").isChosen)
    }

    @Test func `one quantization is chosen, with all of its parts and one projector`() {
        let parts = ["Q4_K_M/m-Q4_K_M-00001-of-00002.gguf", "Q4_K_M/m-Q4_K_M-00002-of-00002.gguf"]
        let selection = FileSelection(
            paths: parts + [
                "m-Q8_0.gguf", "m-IQ4_XS.gguf", "m-Q4_K_S.gguf", "mmproj-F16.gguf", "mmproj-BF16.gguf", "README.md",
            ]
        )
        #expect(selection.format == .gguf)
        #expect(taken(selection) == Set(parts + ["mmproj-F16.gguf"]))
        #expect(selection.choice(for: "m-Q8_0.gguf").reason == "another quantization")
    }

    @Test func `an adapter alone has no weights`() {
        let selection = FileSelection(paths: ["adapter_model.safetensors", "adapter_config.json", "optimizer.pt"])
        #expect(selection.format == .other)
        #expect(taken(selection).isEmpty)
    }
}
