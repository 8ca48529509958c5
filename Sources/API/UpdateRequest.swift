package import Domain

/// `POST /api/services/{region}/{name}/update` and `…/plan`: what is to be different. What is left out stays as it is.
package struct UpdateRequest: Sendable, Hashable, Codable {
    package var image: String?
    /// Flags for the engine; one that is there already is replaced.
    package var arguments: [String]?
    package var removeArguments: [String]?
    package var environment: [String: String]?
    package var secrets: [String: SecretView]?
    /// Names of variables to take out, secrets included.
    package var removeVariables: [String]?
    package var minInstances: Int?
    package var maxInstances: Int?
    package var concurrency: Int?
    package var cpu: Int?
    /// Bytes.
    package var memory: Int64?
    package var accelerator: String?
    package var contextLength: Int?
    /// `mount` or `stream`.
    package var loader: String?
    package var zonalRedundancy: Bool?
    /// `{"kind": "google"}` takes the service's network away.
    package var network: ServiceNetworkView?
    /// `private` or `public`.
    package var access: String?
    /// `default` goes back to Compute Engine's default account.
    package var serviceAccount: String?
    /// Another revision of the same model that the bucket holds.
    package var pin: String?
    /// The new revision gets no traffic yet.
    package var holdTraffic: Bool?
    /// When the new revision does not answer, all traffic goes back to the one before it.
    package var rollbackOnFailure: Bool?
    /// The `basedOn` of the plan that was confirmed.
    package var basedOn: String?

    package init() {}

    /// - Throws: `invalid-request` naming the field.
    package func change() throws(Problem) -> ServiceChange {
        var change = ServiceChange()
        change.image = image
        change.arguments = arguments ?? []
        change.removeArguments = removeArguments ?? []
        change.environment = environment ?? [:]
        try DeployRequest.refuseMask(in: change.arguments, change.environment)
        for (variable, secret) in secrets ?? [:] {
            change.secrets[variable] = try SecretReference(parsing: secret.name, version: secret.version)
        }
        change.removeVariables = removeVariables ?? []
        change.minInstances = try DeployRequest.within(0...1000, minInstances, "minInstances")
        change.maxInstances = try DeployRequest.within(1...1000, maxInstances, "maxInstances")
        change.concurrency = try DeployRequest.within(1...1000, concurrency, "concurrency")
        change.cpu = try DeployRequest.within(1...256, cpu, "cpu")
        change.memory = try DeployRequest.within(1...(1 << 44), memory, "memory").map { ByteCount($0) }
        change.accelerator = accelerator
        change.contextLength = try DeployRequest.within(1...100_000_000, contextLength, "contextLength")
        if let loader { change.loader = try DeployRequest.choice(loader, "loader", as: Loader.self) }
        change.zonalRedundancy = zonalRedundancy
        change.network = try network?.spec()
        if let access { change.access = try DeployRequest.access(access) }
        change.serviceAccount = serviceAccount
        change.pin = pin
        change.holdsTraffic = holdTraffic ?? false
        change.rollsBack = rollbackOnFailure ?? false
        return change
    }
}
