import NIOCore
import Testing

@testable import CloudSimulator

struct HubFileTests {
    private func file(_ path: String, _ text: String) throws -> HubFile {
        let content = HubContent.generated(GeneratedFile(head: Array(text.utf8), size: Int64(text.utf8.count), seed: 0))
        return HubFile(path: path, content: content, digest: try ContentDigest(of: content))
    }

    @Test func `a small file has git's blob id`() throws {
        // git hash-object of "hello\n"
        let file = try file("a.txt", "hello\n")
        #expect(file.oid == "ce013625030ba8dba906f756967f9e9ca394464a")
        #expect(!file.isLarge && file.pointerSize == nil)
        #expect(file.entityTag == "\"ce013625030ba8dba906f756967f9e9ca394464a\"")
    }

    @Test func `a weight file is kept by a pointer`() throws {
        let file = try file("model.safetensors", "hello\n")
        #expect(file.isLarge)
        #expect(file.digest.sha256 == "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03")
        #expect(file.pointerSize == 126)
        #expect(file.oid != file.digest.gitBlob)
    }
}
