import ArgumentParser
import Domain

/// What to run and how. Everything left out is chosen, and shown in the plan.
struct SpecOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("Service name; derived from the model when left out.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("Region; the bucket's own when left out.", valueName: "region"))
    var region: String?

    @Option(
        help: ArgumentHelp(
            "vllm, ollama or llamacpp; by the model's source and format when left out.", valueName: "engine"))
    var engine: String?

    @Option(
        help: ArgumentHelp(
            "nvidia-l4, nvidia-rtx-pro-6000, or cpu for no GPU; locally gpu0, gpu1 (see local devices) or cpu.",
            valueName: "type"))
    var accelerator: String?

    @Option(help: ArgumentHelp("vCPUs of an instance.", valueName: "count"))
    var cpu: Int?

    @Option(help: ArgumentHelp("Memory of an instance in GiB.", valueName: "gib"))
    var memory: Int?

    @Option(help: ArgumentHelp("Instances kept warm; each costs its full price.", valueName: "count"))
    var minInstances = 0

    @Option(help: ArgumentHelp("Instances at most.", valueName: "count"))
    var maxInstances = 1

    @Option(help: ArgumentHelp("Requests that an instance serves at a time.", valueName: "count"))
    var concurrency: Int?

    @Option(help: ArgumentHelp("Tokens of context; the largest that fits when left out.", valueName: "tokens"))
    var contextLength: Int?

    @Option(
        help: ArgumentHelp("How weights are loaded: mount, stream (vLLM) or copy (into memory).", valueName: "loader"))
    var loader: String?

    @Flag(help: "Reserve the GPU in several zones (other quota, higher price).")
    var zonalRedundancy = false

    @Flag(help: "Let everybody call the service; otherwise callers need run.invoker.")
    var allowUnauthenticated = false

    @OptionGroup var network: NetworkChoiceOption

    @Option(
        name: .customLong("run-as"),
        help: ArgumentHelp(
            "Service account that the service runs as; 'default' is Compute Engine's.", valueName: "email")
    )
    var serviceAccount: String?

    @Option(
        help: ArgumentHelp(
            "On this machine: end the engine after so many seconds without a request; the next one starts it.",
            valueName: "seconds"
        ))
    var idle: Int?

    @Option(help: ArgumentHelp("Container image, in place of the engine's.", valueName: "image"))
    var image: String?

    @Option(
        name: .customLong("arg"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "One more argument for the engine, dashes and all: --arg --enforce-eager; may be repeated.",
            valueName: "argument"
        )
    )
    var arguments: [String] = []

    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("One more variable for the engine; may be repeated.", valueName: "NAME=VALUE"))
    var environment: [String] = []

    @Option(
        name: .customLong("secret"),
        help: ArgumentHelp(
            "One more variable for the engine whose value is a secret of Secret Manager; may be repeated.",
            valueName: "NAME=SECRET[:VERSION]"
        ))
    var secrets: [String] = []

    func spec(bucket: String, model: ModelIdentity) throws -> ServiceSpec {
        ServiceSpec(
            name: name, region: region, bucket: bucket, model: model, engine: try ChoiceOption.value(engine, "engine"),
            accelerator: accelerator, cpu: cpu, memory: memory.map { .gib(Int64($0)) }, minInstances: minInstances,
            maxInstances: maxInstances, concurrency: concurrency, contextLength: contextLength,
            loader: try ChoiceOption.value(loader, "loader"), zonalRedundancy: zonalRedundancy,
            access: allowUnauthenticated ? .public : .private, serviceAccount: serviceAccount,
            network: try network.spec(region: region), image: image,
            arguments: arguments, environment: try VariableOption.values(environment),
            secrets: try SecretOption.references(secrets),
            idleSeconds: idle
        )
    }

    func validate() throws {
        let _: EngineKind? = try ChoiceOption.value(engine, "engine")
        let _: Loader? = try ChoiceOption.value(loader, "loader")
        _ = try VariableOption.values(environment)
        _ = try network.spec(region: region)
        try CommandLineCheck.passing { _ = try SecretOption.references(secrets) }
        if let idle, !(1...31_536_000).contains(idle) { throw ValidationError("--idle takes 1 to 31536000 seconds.") }
        guard minInstances >= 0, maxInstances >= max(1, minInstances) else {
            throw ValidationError(
                "--min-instances \(minInstances) and --max-instances \(maxInstances) do not go together.")
        }
    }
}
