import API
import ArgumentParser
import ControlPlane
import Domain

struct ModelsShowCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a model's files, digests and provenance."
    )

    @OptionGroup var model: ModelArgument
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let description = try await session.controlPlane.models.show(session.context, model.selection())
        let detail = ModelDetail(description)
        try output.show(detail) { Self.text(detail) }
    }

    static func text(_ detail: ModelDetail) -> String {
        let model = detail.model
        var lines = [
            "\(model.name)", "  bucket    \(model.bucket)", "  pin       \(model.pin)", "  status    \(model.status)",
            "  size      \(ByteCount(model.size))", "  format    \(model.format)",
        ]
        if let license = detail.facts.license { lines.append("  licence   \(license)") }
        if let task = detail.facts.task { lines.append("  task      \(task)") }
        if let by = detail.importedBy, let at = detail.importedAt { lines.append("  imported  \(at) by \(by)") }
        lines.append("  files")
        for file in detail.files {
            let mark =
                file.copiedFrom.map { "  (copied from \($0))" } ?? (file.proof == "named" ? "  (by its name)" : "")
            lines.append("    \(file.sha256 ?? "(no SHA-256)")  \(ByteCount(file.size))  \(file.path)\(mark)")
        }
        if detail.files.contains(where: { $0.proof != "read" }) {
            lines.append(
                "  Marked files were not read by a manager yet: llm-manager models verify does, and proves them.")
        }
        return lines.joined(separator: "\n")
    }
}
