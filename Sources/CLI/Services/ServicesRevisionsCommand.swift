import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesRevisionsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "revisions", abstract: "List a service's revisions, the newest first; or compare two of them.",
        discussion: "With --diff, what the second revision has different from the first, field by field."
    )

    @OptionGroup var which: ServiceArgument

    @Option(help: ArgumentHelp("Compare OLD,NEW; 'NEW' alone means with the one before it.", valueName: "revisions"))
    var diff: String?

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let list = RevisionList(try await session.controlPlane.services.revisions(session.context, which.id()))
        guard let diff else { return try output.list(list.revisions, json: list, empty: "No revision.") }
        let names = diff.split(separator: ",").map(String.init)
        guard let last = names.last, let new = list.revisions.firstIndex(where: { $0.name == last }),
            let old = names.count == 2
                ? list.revisions.firstIndex(where: { $0.name == names[0] })
                : new + 1 < list.revisions.count ? new + 1 : nil
        else {
            throw Problem(
                .notFound, "No such revision", detail: "‘\(diff.prefix(100))’ does not name revisions to compare",
                fix: "Choose of: \(list.revisions.prefix(8).map(\.name).joined(separator: ", "))."
            )
        }
        let changes = Self.changes(list.revisions[old].settings, list.revisions[new].settings)
        try output.show(changes) { changes.isEmpty ? "no difference" : DiffText.text(changes) }
    }

    private static func changes(_ old: [String: String], _ new: [String: String]) -> [FieldChange] {
        Set(old.keys).union(new.keys).sorted().compactMap { field in
            old[field] == new[field] ? nil : FieldChange(field: field, old: old[field], new: new[field])
        }
    }
}

struct ServicesRollbackCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Send all traffic to an earlier revision, at once.",
        discussion: "The next deploy or update takes the traffic to its own revision again."
    )

    @OptionGroup var which: ServiceArgument

    @Option(help: ArgumentHelp("Revision to go back to; the one before when left out.", valueName: "revision"))
    var to: String?

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let service = try await session.controlPlane.services.rollBack(session.context, which.id(), to: to)
        try output.show(ServiceView(service)) { "\(service.id): all traffic goes to \(service.revision ?? "?")" }
    }
}

struct ServicesTrafficCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "traffic", abstract: "Show how a service's traffic is divided, or divide it.",
        discussion: """
            'latest=100' follows the newest ready revision; 'REVISION=20 latest=80' divides. ':TAG' behind a share gives \
            its revision an address of its own, also with 0 percent. The whole division is given, and totals 100.
            """
    )

    @OptionGroup var which: ServiceArgument

    @Argument(help: ArgumentHelp("REVISION=PERCENT[:TAG] or latest=PERCENT[:TAG].", valueName: "share"))
    var shares: [String] = []

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        try CommandLineCheck.passing {
            let parsed = try shares.map { try TrafficShare(parsing: $0) }
            if !parsed.isEmpty { try TrafficShare.check(parsed) }
        }
    }

    func run(in session: CommandSession) async throws {
        let services = session.controlPlane.services
        let id = try which.id()
        let wanted = try shares.map { try TrafficShare(parsing: $0) }
        let service =
            wanted.isEmpty
            ? try await services.show(session.context, id)
            : try await services.setTraffic(session.context, id, wanted)
        try output.show(ServiceView(service)) {
            service.traffic.map { share in
                let tag = share.tag.map { "  tag \($0)" + (share.url.map { " at \($0)" } ?? "") } ?? ""
                return "\(share.revision ?? "latest")  \(share.percent) %\(tag)"
            }.joined(separator: "\n")
        }
    }
}
