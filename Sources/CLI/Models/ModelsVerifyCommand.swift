import API
import ArgumentParser
import ControlPlane
import Domain

struct ModelsVerifyCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read a stored model again and compare every byte with its manifest.",
        discussion: """
            Several files are read at a time; Ctrl-C ends it, and nothing is changed. A file whose SHA-256 was taken over \
            with a copy is proven by this. With --quick nothing is downloaded: the size and checksum that the bucket \
            states are compared.
            """
    )

    @OptionGroup var model: ModelArgument

    @Flag(help: "Compare size and CRC32C as the bucket states them; read no file.")
    var quick = false

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let meter = VerifyMeterLine(isOn: !output.quiet && Console.isInteractive)
        let result = try await session.controlPlane.models.verify(session.context, model.selection(), quick: quick) {
            meter.show($0)
        }
        meter.end()
        try output.show(VerifyView(result)) { Self.text(result) }
        guard result.isGood else { throw ExitStatus.notProven.exitCode }
    }

    static func text(_ result: ModelVerification) -> String {
        var lines = result.files.map { "\($0.isGood ? "ok " : "BAD")  \($0.path)  \($0.detail)" }
        if result.proven > 0 {
            lines.append("The SHA-256 of \(result.proven) copied files is proven now; the manifest says so.")
        }
        return lines.joined(separator: "\n")
    }
}

/// How far a verification is, drawn over itself in a terminal; nothing elsewhere.
struct VerifyMeterLine: Sendable {
    let isOn: Bool

    func show(_ progress: VerifyProgress) {
        guard isOn else { return }
        Console.write(raw: "\r\u{1B}[2K  \(Self.text(progress))")
    }

    func end() {
        if isOn { Console.write(raw: "\r\u{1B}[2K") }
    }

    static func text(_ progress: VerifyProgress) -> String {
        let share = progress.bytes.bytes > 0 ? progress.bytesDone.bytes * 100 / progress.bytes.bytes : 100
        let bad = progress.filesBad > 0 ? ", \(progress.filesBad) BAD" : ""
        return "\(progress.bytesDone) of \(progress.bytes) (\(share) %), "
            + "\(progress.filesDone) of \(progress.files) files\(bad)"
    }
}

struct ModelsDeleteCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete a model from a bucket.",
        discussion: "Bytes that another model of the bucket shares stay. A model that a service runs is not deleted."
    )

    @OptionGroup var model: ModelArgument

    @Flag(help: "Delete without asking; needed where there is no terminal.")
    var yes = false

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let selection = try model.selection()
        try Confirmation.ask("Delete \(selection)?", unless: yes)
        let freed = try await session.controlPlane.models.delete(session.context, selection)
        try output.show(["freedBytes": freed.bytes]) { "deleted \(selection), \(freed) freed" }
    }
}
