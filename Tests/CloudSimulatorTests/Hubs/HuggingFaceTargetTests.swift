import Testing

@testable import CloudSimulator

struct HuggingFaceTargetTests {
    @Test(arguments: [
        ("/api/models", HuggingFaceTarget.search),
        ("/api/whoami-v2", .whoAmI),
        ("/api/models/gpt2", .info(id: "gpt2", revision: nil)),
        ("/api/models/org/name", .info(id: "org/name", revision: nil)),
        ("/api/models/org/name/revision/refs%2Fpr%2F1", .info(id: "org/name", revision: "refs/pr/1")),
        ("/api/models/org/name/tree/main", .tree(id: "org/name", revision: "main", path: "")),
        ("/api/models/org/name/tree/main/a/b", .tree(id: "org/name", revision: "main", path: "a/b")),
        ("/api/models/org/name/paths-info/main", .pathsInfo(id: "org/name", revision: "main")),
        ("/org/name/resolve/main/1_Pooling/config.json",
         .resolve(id: "org/name", revision: "main", path: "1_Pooling/config.json")),
        ("/gpt2/resolve/main/a%20b.txt", .resolve(id: "gpt2", revision: "main", path: "a b.txt")),
    ])
    func `a path is read as the hub reads it`(path: String, expected: HuggingFaceTarget) {
        #expect(HuggingFaceTarget(path: path) == expected)
    }

    @Test(arguments: ["/", "/org/name", "/api/datasets/x", "/org/name/resolve/main", "/api/models/a/b/c/d"])
    func `a path that the hub does not have is none`(path: String) {
        #expect(HuggingFaceTarget(path: path) == nil)
    }
}
