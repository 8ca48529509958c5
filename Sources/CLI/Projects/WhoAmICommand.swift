import API
package import ArgumentParser
import ControlPlane
import Domain

/// `llm-manager whoami`
package struct WhoAmICommand: SessionCommand {
    package static let configuration = CommandConfiguration(
        commandName: "whoami",
        abstract: "Say as whom this machine acts towards Google, and where that credential was found.",
        discussion: """
            Gets a token, so what it says is proven; no token is ever printed. docs/identity.md tells how each kind of \
            credential is found and what it can do.
            """
    )

    @OptionGroup(title: "Where") package var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package var needsTarget: Bool { false }

    package func run(in session: CommandSession) async throws {
        let identity = try await session.controlPlane.projects.whoAmI(session.context)
        let view = IdentityView(identity, access: "command-line")
        if output.quiet, !output.json, let credential = view.credential {
            Console.print(credential.principal ?? credential.email ?? credential.kind)
            return
        }
        if output.json {
            try Console.printJSON(view)
        } else if let credential = view.credential {
            Console.print(Self.text(credential))
        }
        if let problem = identity.credentialProblem, identity.credential == nil {
            if output.json { throw ExitStatus(problem.code).exitCode }
            throw problem
        }
    }

    static func text(_ credential: CredentialView) -> String {
        func named(_ value: String?, by source: String?) -> String {
            guard let value else { return "-" }
            return source.map { "\(value) (\($0))" } ?? value
        }
        let lines: [(String, String)] = [
            ("principal", credential.principal ?? credential.email ?? "not known"),
            ("credential", credential.kind),
            ("found in", named(credential.foundIn, by: credential.foundBy)),
            ("through", credential.through ?? "-"),
            ("project", named(credential.project, by: credential.projectSource)),
            ("quota project", named(credential.quotaProject, by: credential.quotaProjectSource)),
            ("universe", credential.universeDomain ?? "-"),
            ("token until", credential.expiresAt ?? "-"),
            ("ID tokens", credential.canMintIdTokens ? "yes" : "no: \(credential.idTokenObstacle ?? "")"),
        ]
        let rows = lines.filter { $0.1 != "-" }.map { name, value in
            name + String(repeating: " ", count: 15 - name.count) + value
        }
        return (rows + (credential.idTokenFix.map { [String(repeating: " ", count: 15) + $0] } ?? []))
            .joined(separator: "\n")
    }
}
