import ArgumentParser
import ControlPlane
import Domain

/// A model that a bucket holds: `hf:ORG/NAME[@PIN]` or `ollama:NAME[:TAG][@PIN]`, and the bucket.
struct ModelArgument: ParsableArguments, Sendable {
    @Argument(
        help: ArgumentHelp(
            "hf:ORG/NAME[@PIN] or ollama:NAME[:TAG][@PIN]; without a pin the newest.", valueName: "model"))
    var model: String

    @Option(help: ArgumentHelp("The bucket that holds it.", valueName: "name"))
    var bucket: String

    func validate() throws { try CommandLineCheck.passing { _ = try selection() } }

    func selection() throws -> ModelSelection {
        let parts = model.split(separator: "@", maxSplits: 1).map(String.init)
        let reference = try ModelReference(parsing: parts.first ?? model)
        let pin = parts.count == 2 ? parts[1] : nil
        return ModelSelection(bucket: bucket, source: reference.source, id: reference.id, pin: pin)
    }
}

/// A hub's token: from the option's variable, never from an argument that others on the machine can see.
struct TokenOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Environment variable that holds the hub's token, for gated or private models.", valueName: "name"
        )
    )
    var tokenVariable = "HF_TOKEN"

    func token(in environment: [String: String]) -> Secret? {
        environment[tokenVariable].flatMap { Secret($0) }
    }
}
