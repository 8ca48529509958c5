import API
package import ArgumentParser
import ControlPlane
import Domain

/// `llm-manager buckets …`
package struct BucketsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "buckets",
        abstract: "List and create the buckets that models live in.",
        subcommands: [BucketsListCommand.self, BucketsCreateCommand.self]
    )

    package init() {}
}

struct BucketsListCommand: SessionCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the managed buckets.")

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let list = BucketList(
            buckets: try await session.controlPlane.buckets.list(session.context).map(BucketView.init)
        )
        try output.list(
            list.buckets, json: list,
            empty: "No managed bucket. Create one: llm-manager buckets create NAME --location us-central1"
        )
    }
}

struct BucketsCreateCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a bucket for models, in the region where they will run.",
        discussion:
            "Uniform access, public access prevented, soft delete off, abandoned uploads cleaned up after a day."
    )

    @Argument(
        help: ArgumentHelp(
            "3 to 63 lowercase letters, digits, hyphens; unique in all of Google Cloud.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("Region, for example us-central1.", valueName: "region"))
    var location = "us-central1"

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let bucket = try await session.controlPlane.buckets.create(session.context, name: name, location: location)
        try output.show(BucketView(bucket)) {
            (["\(bucket.name) in \(bucket.location)"] + bucket.warnings.map { "warning: \($0)" }).joined(
                separator: "\n")
        }
    }
}
