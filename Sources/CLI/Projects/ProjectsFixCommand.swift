import API
import ArgumentParser
import ControlPlane
import Domain

struct ProjectsFixCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix",
        abstract: "Mend what a check has found, then check it again.",
        discussion: """
            Takes the id that 'projects check' names: api.run, network.REGION.SUBNETWORK, service-account, \
            service-account.bucket.BUCKET. What is in order is left alone.
            """
    )

    @Argument(help: ArgumentHelp("The check's id.", valueName: "check-id"))
    var check: String

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws { try await session.mend(check, output) }
}

struct ProjectsEnableAPIsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable-apis", abstract: "Enable every Google API that llm-manager uses, and wait until they are."
    )

    @Argument(help: ArgumentHelp("One API, such as run or run.googleapis.com; all when left out.", valueName: "api"))
    var api: String?

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let name = api.map { $0.hasSuffix(".googleapis.com") ? String($0.dropLast(".googleapis.com".count)) : $0 }
        try await session.mend(name.map { "api.\($0)" } ?? "apis", output)
    }
}

struct ProjectsGrantAccessCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant-access",
        abstract: "Let the account that services run as read the managed buckets, or one of them."
    )

    @Option(help: ArgumentHelp("Only this bucket.", valueName: "name"))
    var bucket: String?

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        try await session.mend(bucket.map { "service-account.bucket.\($0)" } ?? "service-account.buckets", output)
    }
}

struct ProjectsCreateAccountCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "create-account",
        abstract: "Create an account for services that may read the managed buckets and nothing else.",
        discussion: "Later deployments run as it, unless they name another."
    )

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws { try await session.mend("service-account", output) }
}

extension CommandSession {
    /// Runs a fix and prints what came of it.
    /// - Throws: the exit status of a refusal when what it was about is still missing.
    fileprivate func mend(_ check: String, _ output: OutputOptions) async throws {
        let repair = try await controlPlane.projects.fix(context, context.target.description, check: check)
        let view = CheckRepairView(repair)
        try output.show(view) {
            let changes = view.changes.isEmpty ? ["Nothing had to be changed."] : view.changes
            return (changes + view.checks.map(\.text)).joined(separator: "\n")
        }
        if view.checks.contains(where: { $0.state == .missing }) { throw ExitStatus.refused.exitCode }
    }
}
