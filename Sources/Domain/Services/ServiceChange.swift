/// What of a service is to be different. Everything that is nil or empty stays as it is, whoever has set it.
package struct ServiceChange: Sendable, Hashable, Codable {
    package var image: String?
    /// Flags for the engine: one that is there already is replaced, another is added.
    package var arguments: [String]
    /// Names of flags to take out.
    package var removeArguments: [String]
    package var environment: [String: String]
    package var secrets: [String: SecretReference]
    /// Names of variables to take out, those that hold secrets included.
    package var removeVariables: [String]
    package var minInstances: Int?
    package var maxInstances: Int?
    package var concurrency: Int?
    package var cpu: Int?
    package var memory: ByteCount?
    /// With it, CPU, memory and context are chosen anew unless they are given too.
    package var accelerator: String?
    package var contextLength: Int?
    package var loader: Loader?
    package var zonalRedundancy: Bool?
    /// `NetworkSpec.google` takes the service's network away.
    package var network: NetworkSpec?
    package var access: ServiceSpec.Access?
    /// `ServiceSpec.defaultAccount` takes the service's own account away.
    package var serviceAccount: String?
    /// Another revision of the same model, one that the bucket holds.
    package var pin: String?
    /// The new revision gets no traffic until ``RuntimeAdapter/setTraffic(_:of:)`` says so.
    package var holdsTraffic: Bool
    /// When the new revision does not answer, all traffic goes back to the one before it.
    package var rollsBack: Bool

    package init() {
        arguments = []
        removeArguments = []
        environment = [:]
        secrets = [:]
        removeVariables = []
        holdsTraffic = false
        rollsBack = false
    }

    /// Whether the engine's recipe has to be made anew, which takes the model's manifest.
    package var needsRecipe: Bool {
        accelerator != nil || contextLength != nil || loader != nil || pin != nil || concurrency != nil
    }

    package var isEmpty: Bool {
        var bare = self
        bare.holdsTraffic = false
        bare.rollsBack = false
        return bare == ServiceChange()
    }

    /// The wish of a service that was made by `spec`, changed.
    package func applied(to spec: ServiceSpec) -> ServiceSpec {
        var changed = spec
        if accelerator != nil {
            changed.cpu = nil
            changed.memory = nil
            changed.contextLength = nil
        }
        changed.image = image ?? spec.image
        changed.arguments += arguments
        changed.environment.merge(environment) { _, new in new }
        changed.secrets.merge(secrets) { _, new in new }
        for name in removeVariables {
            changed.environment[name] = nil
            changed.secrets[name] = nil
        }
        changed.minInstances = minInstances ?? spec.minInstances
        changed.maxInstances = maxInstances ?? max(spec.maxInstances, changed.minInstances)
        changed.concurrency = concurrency ?? spec.concurrency
        changed.cpu = cpu ?? changed.cpu
        changed.memory = memory ?? changed.memory
        changed.accelerator = accelerator ?? spec.accelerator
        changed.contextLength = contextLength ?? changed.contextLength
        changed.loader = loader ?? spec.loader
        changed.zonalRedundancy = zonalRedundancy ?? spec.zonalRedundancy
        changed.network = network ?? spec.network
        changed.access = access ?? spec.access
        changed.serviceAccount = serviceAccount ?? spec.serviceAccount
        changed.model.pin = pin ?? spec.model.pin
        return changed
    }
}
