import Domain
import Testing

@Suite struct SecretReferenceTests {
    @Test(arguments: [
        ("key", "key", "latest"), ("key:7", "key", "7"),
        ("projects/123/secrets/k_1:latest", "projects/123/secrets/k_1", "latest"),
    ])
    func `a secret is SECRET or SECRET:VERSION`(_ text: String, _ name: String, _ version: String) throws {
        #expect(try SecretReference(parsing: text) == SecretReference(name: name, version: version))
    }

    @Test(arguments: ["", ":1", "a b", "projects/1/secret/k", "a:1:2", "sk-123=", "../x"])
    func `what names no secret is refused`(_ text: String) {
        #expect(throws: Problem.self) { try SecretReference(parsing: text) }
    }
}
