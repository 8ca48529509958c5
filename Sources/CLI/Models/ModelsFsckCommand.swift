import API
import ArgumentParser
import ControlPlane
import Domain

struct ModelsFsckCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "fsck",
        abstract: "Check that catalogs, manifests, files and imports fit together; repair what does not.",
        discussion: """
            Without --repair nothing is changed: each finding says what a repair would do. A repair is safe beside \
            imports and deletions that run, deletes no file of a model, and puts what it cannot read aside before it \
            writes it anew. A bucket that has lost its catalog is found by its name only. Exit status 2 when something \
            is found and not repaired. 'models verify' reads the files themselves; 'models gc' deletes what nothing needs.
            """
    )

    @Flag(help: "Mend what can be mended without a person.")
    var repair = false

    @Option(help: ArgumentHelp("Only this bucket.", valueName: "name"))
    var bucket: String?

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let models = session.controlPlane.models
        let listing =
            repair
            ? try await models.repair(session.context, bucket: bucket)
            : try await models.check(session.context, bucket: bucket)
        let list = FsckList(listing)
        if output.quiet, !output.json {
            for finding in list.findings { Console.print(finding.object) }
        } else {
            try output.show(list) { Self.text(list) }
        }
        try list.problems.report()
        guard list.clean else { throw ExitStatus.findings.exitCode }
    }

    static func text(_ list: FsckList) -> String {
        guard !list.findings.isEmpty else {
            return "\(list.buckets.count) \(list.buckets.count == 1 ? "bucket" : "buckets") checked: nothing is wrong."
        }
        var lines: [String] = []
        for finding in list.findings {
            lines.append("\(finding.kind)  \(finding.bucket)  \(finding.object)")
            lines.append("  \(finding.detail)")
            switch finding.outcome {
            case "repaired": lines.append("  repaired: \(finding.repair ?? "")")
            case .some: lines.append("  left: \(finding.note ?? "")")
            case nil: lines.append("  repair: \(finding.repair ?? "none; a person must look at it")")
            }
        }
        let open = list.findings.count { $0.outcome != "repaired" }
        lines.append(
            open == 0
                ? "\(list.findings.count) findings, all repaired."
                : "\(list.findings.count) findings, \(open) not repaired"
                    + (list.findings.contains { $0.outcome == nil } ? "; 'models fsck --repair' mends them." : ".")
        )
        return lines.joined(separator: "\n")
    }
}

struct ModelsGarbageCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "List what nothing references, with its cost a month; delete it on confirmation.",
        discussion: """
            Superseded revisions that no service uses, blobs of Ollama that no manifest names, files that deletions and \
            aborted imports have left, uploads that nobody will complete. What a service runs, what an import holds and \
            what lies outside of the manager's folders is never touched. Asks before it deletes; --yes confirms.
            """
    )

    @Flag(help: "Delete without asking; needed where there is no terminal.")
    var yes = false

    @Flag(help: "Only list; delete nothing and do not ask.")
    var dryRun = false

    @Option(help: ArgumentHelp("Only this bucket.", valueName: "name"))
    var bucket: String?

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        guard !(yes && dryRun) else { throw ValidationError("Give --yes or --dry-run, not both.") }
    }

    func run(in session: CommandSession) async throws {
        let models = session.controlPlane.models
        let found = GarbageList(try await models.garbage(session.context, bucket: bucket))
        let isOnlyList = dryRun || found.items.isEmpty || (!yes && (output.json || !Console.isInteractive))
        if isOnlyList || !output.json { try show(found) }
        guard !isOnlyList else { return try found.problems.report() }
        try Confirmation.ask("Delete these \(found.items.count)?", unless: yes)
        let done = GarbageList(
            try await models.collect(session.context, bucket: bucket, ids: Set(found.items.map(\.id)))
        )
        if output.json { try Console.printJSON(done) } else { Console.print(Self.outcome(done)) }
        try done.problems.report()
    }

    private func show(_ list: GarbageList) throws {
        try output.list(list.items, json: list, empty: "Nothing is kept that nothing references.")
        if !output.json, !output.quiet, !list.items.isEmpty { Console.print(Self.sum(list)) }
    }

    static func sum(_ list: GarbageList) -> String {
        let cost = list.monthlyCost.map { ", \($0.text) a month" } ?? ""
        return "\(list.items.count) in all, \(ByteCount(list.totalBytes))\(cost)"
    }

    static func outcome(_ list: GarbageList) -> String {
        let kept = list.items.filter { $0.outcome == "kept" }.map { "kept \($0.object): \($0.note ?? "")" }
        return (kept + ["\(ByteCount(list.freedBytes)) freed"]).joined(separator: "\n")
    }
}

extension GarbageView: TableRow {
    package static var header: [String] { ["KIND", "BUCKET", "OBJECT", "OBJECTS", "SIZE", "A MONTH", "WHY"] }
    package var cells: [String] {
        [kind, bucket, object, "\(objects)", ByteCount(size).description, monthlyCost?.text ?? "-", detail]
    }
    package var quiet: String { id }
}
