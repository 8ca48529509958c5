import Domain
import Testing

struct BucketLayoutTests {
    @Test func `objects lie where the design says`() throws {
        let model = ModelIdentity(source: .huggingFace, id: "org/name", pin: "abc")
        #expect(BucketLayout.folder(model) == "huggingface/org/name/abc")
        #expect(BucketLayout.manifestKey(model) == ".llm-manager/manifests/huggingface/org%2Fname/abc.json")
        let mine = ModelIdentity(source: .directory, id: "mine", pin: "00ff")
        #expect(BucketLayout.folder(mine) == "files/mine/00ff")
        #expect(BucketLayout.filesKey(name: "mine", pin: "00ff", path: "a/b") == "files/mine/00ff/a/b")
        #expect(BucketLayout.manifestKey(mine) == ".llm-manager/manifests/dir/mine/00ff.json")
        let ollama = try OllamaReference(parsing: "gemma2:9b")
        #expect(BucketLayout.ollamaManifestKey(ollama) == "ollama/manifests/registry.ollama.ai/library/gemma2/9b")
        #expect(BucketLayout.ollamaBlobKey(sha256: "00ff") == "ollama/blobs/sha256-00ff")
    }

    @Test func `different models never share a manifest's name`() {
        let names = ["a/b", "a%2Fb", "a:b", "a%3Ab"].map {
            BucketLayout.manifestKey(ModelIdentity(source: .ollama, id: $0, pin: "p"))
        }
        #expect(Set(names).count == names.count)
    }
}
