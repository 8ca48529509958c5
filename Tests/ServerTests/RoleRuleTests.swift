import Domain
import Testing

@testable import Server

struct RoleRuleTests {
    @Test(arguments: [
        "", "alice", "*", "*@example.com", "domain:", "domain:com", "@", "a@b@c.d", "gmail.com", "domain:gmail.com",
        "@gmail.com", "alice@localhost", "a b@example.com", "alice@example.com,bob@example.com", "group:", "level:",
    ])
    func `what names nobody, or everybody, is refused`(_ text: String) {
        #expect(throws: Problem.self) { try RoleRule(parsing: text) }
    }

    @Test func `whom several rules name has the highest role`() throws {
        let table = RoleTable([
            .viewer: [try RoleRule(parsing: "domain:example.com")],
            .admin: [try RoleRule(parsing: "Alice@Example.com")],
        ])
        #expect(table.role(of: Person(email: "alice@example.com", hostedDomain: "example.com")) == .admin)
        #expect(table.role(of: Person(email: "bob@example.com", hostedDomain: "example.com")) == .viewer)
        #expect(table.role(of: Person(email: "bob@example.com")) == nil)
        #expect(table.role(of: Person(email: "bob@notexample.com", hostedDomain: "example.com")) == nil)
        #expect(table.role(of: Person(email: "alice@example.com.evil.example")) == nil)
    }
}
