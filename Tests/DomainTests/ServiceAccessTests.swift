import Domain
import Testing

struct ServiceAccessTests {
    @Test(arguments: [
        "user:a@example.org", "group:g@example.org", "serviceAccount:s@p.iam.gserviceaccount.com", "domain:example.org",
        "allUsers", "allAuthenticatedUsers", "principalSet://iam.googleapis.com/x",
    ])
    func `members as IAM writes them are taken`(text: String) throws {
        #expect(try AccessChange.member(parsing: text) == text)
    }

    @Test(arguments: [
        "", "a@example.org", "user:", "user:a b@c", "domain:a@b.c", "allUsers:x", "everybody", "deleted:user:a@b",
    ])
    func `what names nobody is refused`(text: String) {
        let problem = #expect(throws: Problem.self) { try AccessChange.member(parsing: text) }
        #expect(problem?.code == .invalidRequest)
    }

    @Test func `kinds are read from the member`() {
        #expect(Invoker(member: "serviceAccount:a@b", role: "r", isInherited: false).kind == .serviceAccount)
        #expect(Invoker(member: "deleted:user:a@b?uid=1", role: "r", isInherited: false).kind == .other)
        #expect(MemberKind.allAuthenticatedUsers.isEverybody)
    }
}
