import API
import ArgumentParser
import ControlPlane
import Domain
import Foundation

struct ModelsPreflightCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "preflight", abstract: "Say what an import would fetch, skip and cost; change nothing."
    )

    @OptionGroup var order: ImportArguments
    @OptionGroup(title: "How it runs") var executor: ImportWayOptions
    @OptionGroup(title: "Jobs") var job: JobOptions
    @OptionGroup(title: "Hub token") var token: TokenOptions
    @OptionGroup(title: "Hubs") var hubs: HubOptions
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var hubOptions: HubOptions? { hubs }
    var jobs: JobWish? { job.wish }

    func run(in session: CommandSession) async throws {
        let secret = token.token(in: ProcessInfo.processInfo.environment)
        let plan = try await session.controlPlane.imports.preflight(
            session.context, order.reference(), into: order.bucket, token: secret, reads: order.read
        )
        let places = try await session.controlPlane.imports.places(session.context, plan, way: executor.way)
        let fits = try await session.controlPlane.imports.fits(session.context, plan, token: secret)
        let view = PreflightView(plan, places: places, fits: fits)
        try output.show(view) { Self.text(view) }
    }

    static func text(_ view: PreflightView) -> String {
        var lines = ["\(view.source) \(view.id) at \(view.pin)"]
        for file in view.files {
            let mark = file.chosen ? (file.held ? "=" : file.copiedFrom == nil ? "+" : ">") : "-"
            let size = file.size.map { ByteCount($0).description } ?? "?"
            // The bucket; its object is in the JSON.
            let from = file.copiedFrom?.split(separator: "/").first.map { ", copied from \($0)" } ?? ""
            lines.append("  \(mark) \(size)  \(file.path)  (\(file.reason)\(from))")
        }
        lines.append("total \(ByteCount(view.totalBytes)), to fetch \(ByteCount(view.fetchBytes))")
        if let copies = copies(view) { lines.append(copies) }
        if let license = view.facts.license { lines.append("licence \(license)") }
        if let monthly = view.monthlyStorage { lines.append("storage \(monthly.text) a month") }
        if view.executor == ExecutorKind.job.rawValue { lines.append("runs as a Cloud Run job of \(view.tasks) tasks") }
        lines += view.fits.map(fit)
        lines += view.warnings.map { "warning: \($0)" }
        if view.alreadyComplete { lines.append("The bucket holds it already: nothing to do.") }
        return lines.joined(separator: "\n")
    }

    private static func fit(_ item: AcceleratorFitView) -> String {
        guard item.fit.fits else { return "\(item.accelerator): does not fit" }
        let context = item.fit.largestContext.map { ", context up to \($0) tokens" } ?? ", context unknown"
        return "\(item.accelerator): fits, weights \(ByteCount(item.fit.weightBytes).binaryText)\(context)"
    }

    private static func copies(_ view: PreflightView) -> String? {
        guard view.copyFiles > 0 else { return nil }
        let chosen = view.files.count(where: \.chosen)
        let verb = view.copyFiles == 1 ? "is" : "are"
        let cost = view.copyCost.map { "; transfer between locations about \($0.text)" } ?? ""
        return
            "\(view.copyFiles) of \(chosen) files (\(ByteCount(view.copyBytes))) \(verb) copied by the storage itself: "
            + "0 bytes through here\(cost)"
    }
}

/// What to import, and where to.
struct ImportArguments: ParsableArguments, Sendable {
    @Argument(
        help: ArgumentHelp(
            "hf:ORG/NAME[@REVISION], ollama:[HOST/][NAMESPACE/]NAME[:TAG], gs://BUCKET/PREFIX[#NAME] or "
                + "dir:PATH[#NAME].",
            valueName: "model"
        )
    )
    var model: String

    @Option(help: ArgumentHelp("The bucket to import into.", valueName: "name"))
    var bucket: String

    @Flag(
        help: ArgumentHelp(
            "Read every byte through this machine, also where the storage could copy from another bucket by itself: "
                + "each file then has a SHA-256 at once."
        )
    )
    var read = false

    static let windowHelp = ArgumentHelp(
        "Bytes in flight at most, all files together; bounds the memory (256 MiB by default).", valueName: "bytes"
    )

    func validate() throws { try CommandLineCheck.passing { _ = try reference() } }

    /// The model that is meant; a directory's relative path begins where the command was typed.
    func reference(
        in workingDirectory: String = FileManager.default.currentDirectoryPath,
        home: String? = ProcessInfo.processInfo.environment["HOME"]
    ) throws(Problem) -> ModelReference {
        guard model.hasPrefix("dir:") else { return try ModelReference(parsing: model) }
        return .directory(try .typed(String(model.dropFirst("dir:".count)), in: workingDirectory, home: home))
    }
}
