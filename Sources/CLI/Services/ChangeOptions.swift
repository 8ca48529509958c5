import ArgumentParser
import Domain

/// What of a service is to be different. Everything left out stays as it is.
struct ChangeOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("Container image.", valueName: "image")) var image: String?

    @Option(
        name: .customLong("arg"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "A flag of the engine, in place of the one of its name: --arg --max-num-seqs=8; may be repeated.",
            valueName: "argument"
        )
    )
    var arguments: [String] = []

    @Option(
        name: .customLong("remove-arg"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A flag of the engine to take out; may be repeated.", valueName: "flag")
    )
    var removeArguments: [String] = []

    @Option(name: .customLong("env"), help: ArgumentHelp("Set a variable; may be repeated.", valueName: "NAME=VALUE"))
    var environment: [String] = []

    @Option(
        name: .customLong("secret"),
        help: ArgumentHelp(
            "Set a variable to a secret of Secret Manager; may be repeated.", valueName: "NAME=SECRET[:VERSION]"))
    var secrets: [String] = []

    @Option(
        name: .customLong("remove-env"),
        help: ArgumentHelp("Take a variable out, also one that holds a secret; may be repeated.", valueName: "name"))
    var removeVariables: [String] = []

    @Option(help: ArgumentHelp("Instances kept warm.", valueName: "count")) var minInstances: Int?
    @Option(help: ArgumentHelp("Instances at most.", valueName: "count")) var maxInstances: Int?
    @Option(help: ArgumentHelp("Requests that an instance serves at a time.", valueName: "count")) var concurrency: Int?
    @Option(help: ArgumentHelp("vCPUs of an instance.", valueName: "count")) var cpu: Int?
    @Option(help: ArgumentHelp("Memory of an instance in GiB.", valueName: "gib")) var memory: Int?

    @Option(help: ArgumentHelp("GPU; CPU, memory and context follow it unless given.", valueName: "type"))
    var accelerator: String?

    @Option(help: ArgumentHelp("Tokens of context.", valueName: "tokens")) var contextLength: Int?
    @Option(help: ArgumentHelp("How weights are loaded: mount or stream.", valueName: "loader")) var loader: String?

    @Flag(inversion: .prefixedNo, help: "Reserve the GPU in several zones (other quota, higher price).")
    var zonalRedundancy: Bool?

    @OptionGroup var network: NetworkChoiceOption

    @Flag(inversion: .prefixedNo, help: "Let everybody call the service; --no-… means that callers need run.invoker.")
    var allowUnauthenticated: Bool?

    @Option(
        name: .customLong("run-as"),
        help: ArgumentHelp(
            "Service account that the service runs as; 'default' goes back to Compute Engine's.", valueName: "email")
    )
    var serviceAccount: String?

    @Option(
        name: .customLong("revision"),
        help: ArgumentHelp("Another revision of the model that the bucket holds.", valueName: "commit"))
    var pin: String?

    @Flag(help: "Give the new revision no traffic yet; 'services traffic' does later.")
    var noTraffic = false

    @Flag(help: "When the new revision does not answer, send all traffic back to the one before it.")
    var rollbackOnFailure = false

    func validate() throws { try CommandLineCheck.passing { _ = try change(region: "any") } }

    /// - Parameter region: the service's.
    func change(region: String? = nil) throws -> ServiceChange {
        var change = ServiceChange()
        change.image = image
        change.arguments = arguments
        change.removeArguments = removeArguments
        change.environment = try VariableOption.values(environment)
        change.secrets = try SecretOption.references(secrets)
        change.removeVariables = removeVariables
        change.minInstances = minInstances
        change.maxInstances = maxInstances
        change.concurrency = concurrency
        change.cpu = cpu
        change.memory = memory.map { .gib(Int64($0)) }
        change.accelerator = accelerator
        change.contextLength = contextLength
        change.loader = try ChoiceOption.value(loader, "loader")
        change.zonalRedundancy = zonalRedundancy
        change.network = try network.spec(region: region)
        change.access = allowUnauthenticated.map { $0 ? .public : .private }
        change.serviceAccount = serviceAccount
        change.pin = pin
        change.holdsTraffic = noTraffic
        change.rollsBack = rollbackOnFailure
        return change
    }
}
