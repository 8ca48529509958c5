import Domain
import Testing

struct StoredModelNameTests {
    @Test(
        arguments: [
            ("hf:org/name@abc", .huggingFace, "org/name", "abc"), ("ollama:gemma2", .ollama, "gemma2:latest", nil),
            ("dir:mine@00ff", .directory, "mine", "00ff"), ("gs:bot", .bucket, "bot", nil),
            ("gs://ours/finetunes/bot", .bucket, "bot", nil), ("dir:/srv/m#mine", .directory, "mine", nil),
        ] as [(String, SourceKind, String, String?)])
    func `a stored model is named by source, id and perhaps a pin`(
        text: String, source: SourceKind, id: String, pin: String?
    ) throws {
        let name = try StoredModelName(parsing: text)
        #expect(name.source == source)
        #expect(name.id == id)
        #expect(name.pin == pin)
    }

    @Test(arguments: SourceKind.allCases)
    func `what an identity prints can be read`(source: SourceKind) throws {
        let id = source == .ollama ? "gemma2:9b" : source == .huggingFace ? "org/name" : "mine"
        let model = ModelIdentity(source: source, id: id, pin: String(repeating: "0", count: 64))
        let name = try StoredModelName(parsing: model.description)
        #expect(name.source == source)
        #expect(name.id == id)
        #expect(name.pin == model.shortPin)
    }

    @Test(arguments: ["mine", "dir:", "gs:", "gs:a b", "dir:..@x", "hf:"])
    func `what names no model is refused`(text: String) {
        #expect(throws: Problem.self) { try StoredModelName(parsing: text) }
    }
}
