import API
import ArgumentParser
import ControlPlane
import Domain

struct ModelsAdoptCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt", abstract: "Take over the models that the earlier manager imported.",
        discussion: """
            Writes a manifest (sizes and CRC32C as the bucket states them) of each model in the earlier manager's layout: \
            then it can be deployed, and survives the loss of its catalog. No file is read, moved or changed, and the \
            earlier manager goes on to work. Its private key in the bucket is told by 'models gc', which deletes it.
            """
    )

    @Option(help: ArgumentHelp("Only this bucket.", valueName: "name"))
    var bucket: String?

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let list = FsckList(try await session.controlPlane.models.adopt(session.context, bucket: bucket))
        try output.show(list) {
            list.findings.isEmpty
                ? "Nothing to adopt."
                : list.findings.map { finding in
                    finding.outcome == "repaired"
                        ? "adopted  \(finding.bucket)  \(finding.object)"
                        : "left     \(finding.bucket)  \(finding.object): \(finding.note ?? "")"
                }.joined(separator: "\n")
        }
        try list.problems.report()
        guard list.clean else { throw ExitStatus.findings.exitCode }
    }
}
