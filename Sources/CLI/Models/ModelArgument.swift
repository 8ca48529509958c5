import ArgumentParser
import ControlPlane
import Domain

/// A model that a bucket holds: `hf:ORG/NAME[@PIN]`, `ollama:NAME[:TAG][@PIN]`, `gs:NAME[@PIN]` or `dir:NAME[@PIN]`,
/// and the bucket.
struct ModelArgument: ParsableArguments, Sendable {
    @Argument(
        help: ArgumentHelp(
            "hf:ORG/NAME[@PIN], ollama:NAME[:TAG][@PIN], gs:NAME[@PIN] or dir:NAME[@PIN]; without a pin the newest.",
            valueName: "model"))
    var model: String

    @Option(help: ArgumentHelp("The bucket that holds it.", valueName: "name"))
    var bucket: String

    func validate() throws { try CommandLineCheck.passing { _ = try selection() } }

    func selection() throws -> ModelSelection {
        let name = try StoredModelName(parsing: model)
        return ModelSelection(bucket: bucket, source: name.source, id: name.id, pin: name.pin)
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
