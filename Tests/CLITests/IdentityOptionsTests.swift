import ArgumentParser
import CLI
import Domain
import Testing

struct IdentityOptionsTests {
    private static func wish(
        _ arguments: [String], _ environment: [String: String] = [:], credentials: String? = nil
    ) throws -> IdentityWish {
        try IdentityOptions.parse(arguments).wish(credentials: credentials, environment: environment)
    }

    private static let variables = [
        "LLM_MANAGER_WORKLOAD_IDENTITY_PROVIDER": "p", "LLM_MANAGER_SERVICE_ACCOUNT": "a@b",
        "LLM_MANAGER_IMPERSONATE_SERVICE_ACCOUNT": "",
    ]

    @Test func `options go before variables, and an empty variable is none`() throws {
        let wish = try Self.wish(["--workload-identity-provider", "q", "--quota-project", "x"], Self.variables)
        #expect(wish.workloadIdentityProvider == "q")
        #expect(wish.serviceAccount == "a@b")
        #expect(wish.impersonated == nil)
        #expect(wish.quotaProject == "x")
    }

    @Test func `a file on the command line goes before a provider of the environment`() throws {
        let wish = try Self.wish([], Self.variables, credentials: "key.json")
        #expect(wish == IdentityWish())
    }

    @Test(
        arguments: [
            (["--workload-identity-provider", "p"], "key.json"), (["--service-account", "a@b"], nil),
        ] as [([String], String?)])
    func `options that contradict each other are refused with what to do`(arguments: [String], file: String?) {
        let problem = #expect(throws: Problem.self) { try Self.wish(arguments, credentials: file) }
        #expect(problem?.code == .invalidRequest)
        #expect(problem?.fix.isEmpty == false)
    }
}
