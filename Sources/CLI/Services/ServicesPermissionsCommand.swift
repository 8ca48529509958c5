import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesPermissionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permissions", abstract: "Show and change who may call a service.",
        subcommands: [
            PermissionsShowCommand.self, PermissionsAddCommand.self, PermissionsRemoveCommand.self,
            PermissionsPrivateCommand.self,
        ],
        defaultSubcommand: PermissionsShowCommand.self
    )
}

struct PermissionsShowCommand: SessionCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show who may call a service.")

    @OptionGroup var which: ServiceArgument
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        try output.show(access: try await session.controlPlane.services.access(session.context, which.id()))
    }
}

struct PermissionsAddCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Let somebody call a service.",
        discussion: "Everybody (allUsers, allAuthenticatedUsers) is let in only after a confirmation."
    )

    @OptionGroup var which: ServiceArgument

    @Argument(
        help: ArgumentHelp(
            "user:MAIL, group:MAIL, serviceAccount:MAIL, domain:DOMAIN, allUsers or allAuthenticatedUsers.",
            valueName: "member"))
    var member: String

    @Flag(help: "Do not ask before everybody is let in; needed where there is no terminal.")
    var yes = false

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws { try CommandLineCheck.passing { _ = try AccessChange.member(parsing: member) } }

    func run(in session: CommandSession) async throws {
        let id = try which.id()
        if MemberKind(of: member).isEverybody {
            try Confirmation.ask("Let everybody on the internet call \(id)?", unless: yes)
        }
        try output.show(
            access: try await session.controlPlane.services.changeAccess(
                session.context, id, .add(member), isConfirmed: true))
    }
}

struct PermissionsRemoveCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "No longer let somebody call a service."
    )

    @OptionGroup var which: ServiceArgument

    @Argument(help: ArgumentHelp("As 'services permissions' prints it.", valueName: "member"))
    var member: String

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        try output.show(
            access: try await session.controlPlane.services.changeAccess(session.context, which.id(), .remove(member)))
    }
}

struct PermissionsPrivateCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "make-private", abstract: "Take everybody's right to call away, and have Cloud Run ask who calls."
    )

    @OptionGroup var which: ServiceArgument
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        try output.show(
            access: try await session.controlPlane.services.changeAccess(session.context, which.id(), .makePrivate))
    }
}

extension OutputOptions {
    fileprivate func show(access: ServiceAccess) throws {
        if json { return try Console.printJSON(AccessView(access)) }
        if access.isPublic, !quiet { Console.note("Everybody on the internet may call it.") }
        if access.invokerCheckDisabled, !quiet { Console.note("Cloud Run asks nobody who calls.") }
        try list(access.invokers, json: AccessView(access), empty: "Nobody has a right to call it.")
        if let problem = access.inheritedProblem { Console.note("Roles on the project are not shown: \(problem)") }
    }
}

extension Invoker: TableRow {
    package static var header: [String] { ["MEMBER", "KIND", "ROLE", "FROM", "CONDITION"] }
    package var cells: [String] {
        [member, kind.rawValue, role, isInherited ? "project" : "service", condition ?? "-"]
    }
    package var quiet: String { member }
}
