import Domain
import Testing

struct TargetTests {
    @Test(arguments: ["my-project-123", "demo-project", "example.com:my-project", "123456789012"])
    func `a project id is a target`(text: String) throws {
        #expect(try Target(parsing: text) == .project(text))
    }

    @Test func `local is this machine`() throws { #expect(try Target(parsing: "local") == .local) }

    @Test(arguments: ["", "short", "Has-Capitals", "ends-with-", "1starts-with-digit", "a/b-cdefg", "x y z abc"])
    func `anything else is refused with what is expected`(text: String) {
        let problem = #expect(throws: Problem.self) { try Target(parsing: text) }
        #expect(problem?.code == .invalidRequest)
    }
}
