import JWT
import Testing

@testable import CloudSimulator

struct AttributeConditionTests {
    private static let claims: [String: JWT.JSONValue] = [
        "repository_owner": .string("example"), "ref": .string("refs/heads/main"),
    ]

    @Test(arguments: [
        ("assertion.repository_owner == 'example'", true), ("assertion.repository_owner == 'other'", false),
        ("assertion.repository_owner != 'other'", true), ("assertion.ref.startsWith('refs/heads/')", true),
        ("assertion.repository_owner == 'example' && assertion.ref == 'refs/heads/dev'", false),
        ("assertion.repository_owner == 'other' || assertion.ref == 'refs/heads/main'", true),
        ("assertion.missing == 'x'", false),
    ])
    func `a condition holds or does not`(text: String, expected: Bool) throws {
        #expect(try AttributeCondition(text).holds(for: Self.claims) == expected)
    }

    @Test func `what is not understood admits nobody`() {
        #expect(throws: OAuthError.self) {
            try AttributeCondition("assertion.repository_owner == 'example' || has(x)").holds(for: Self.claims)
        }
    }
}
