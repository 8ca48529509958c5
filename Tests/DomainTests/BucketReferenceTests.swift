import Domain
import Testing

struct BucketReferenceTests {
    @Test(arguments: [
        ("ours/finetunes/bot", "ours", "finetunes/bot", "bot"), ("ours/finetunes/bot/", "ours", "finetunes/bot", "bot"),
        ("ours", "ours", "", "ours"), ("ours/", "ours", "", "ours"), ("ours/v3#bot", "ours", "v3", "bot"),
        ("our.domain.example/a b#bot", "our.domain.example", "a b", "bot"), ("ours/a#b#bot", "ours", "a#b", "bot"),
    ])
    func `a place in a bucket has a prefix and a name`(
        text: String, bucket: String, prefix: String, name: String
    ) throws {
        let reference = try BucketReference(parsing: text)
        #expect(reference.bucket == bucket)
        #expect(reference.prefix == prefix)
        #expect(reference.name == name)
        #expect(try ModelReference(parsing: reference.description) == .bucket(reference))
    }

    @Test(arguments: [
        "", "/x", "ab/x", "Ours/x", "ours/../x", "ours//x", "ours/./x", "ours/x\n", "ours/a/..", "-ours/x", "o..urs/x",
        "ours/a b", "ours/x#", "ours/x#a/b", "ours/" + String(repeating: "x", count: 1001) + "#m",
    ])
    func `a hostile place is refused with a way out`(text: String) {
        let problem = #expect(throws: Problem.self) { try BucketReference(parsing: text) }
        #expect(problem?.code == .invalidReference)
        #expect(problem?.fix != Problem.Code.invalidReference.fix)
    }
}
