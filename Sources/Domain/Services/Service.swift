/// A service as its runtime shows it now.
package struct Service: Sendable, Hashable, Codable {
    package var id: ServiceID
    package var target: Target
    package var state: ServiceState
    package var engine: EngineKind?
    package var model: ModelIdentity?
    package var bucket: String?
    package var servedName: String?
    package var url: String?
    package var accelerator: String?
    package var cpu: Int?
    package var memory: ByteCount?
    /// Its GPUs are backed by a second zone, which costs more; nil without a GPU.
    package var zonalRedundancy: Bool?
    package var minInstances: Int
    package var maxInstances: Int?
    package var access: ServiceSpec.Access
    package var revision: String?
    package var image: String?
    package var proof: ServiceProof?
    package var createdAt: String?
    package var updatedAt: String?
    package var creator: String?
    /// Changes with every change of the service.
    package var etag: String?
    /// The declarative file that made it.
    package var declared: DeclaredMark?
    /// Deep links into the provider's console: `service`, `logs`, `metrics`.
    package var links: [String: String]
    /// Of the service; for filters.
    package var labels: [String: String]
    /// The revision that was made last, when it is not the one that serves.
    package var latestRevision: String?
    /// Where the requests go.
    package var traffic: [TrafficShare]
    /// Instances that run now; nil when nobody has looked or the answer is not known.
    package var instances: Int?
    /// Made by the earlier manager: recognised by its label, described by its container.
    package var isAdopted: Bool

    package init(
        id: ServiceID, target: Target, state: ServiceState, engine: EngineKind? = nil, model: ModelIdentity? = nil,
        bucket: String? = nil, servedName: String? = nil, url: String? = nil, accelerator: String? = nil,
        cpu: Int? = nil, memory: ByteCount? = nil, zonalRedundancy: Bool? = nil, minInstances: Int = 0,
        maxInstances: Int? = nil,
        access: ServiceSpec.Access = .private, revision: String? = nil, image: String? = nil,
        proof: ServiceProof? = nil, createdAt: String? = nil, updatedAt: String? = nil, creator: String? = nil,
        etag: String? = nil, links: [String: String] = [:], labels: [String: String] = [:],
        latestRevision: String? = nil, traffic: [TrafficShare] = [], instances: Int? = nil, isAdopted: Bool = false
    ) {
        self.id = id
        self.target = target
        self.state = state
        self.engine = engine
        self.model = model
        self.bucket = bucket
        self.servedName = servedName
        self.url = url
        self.accelerator = accelerator
        self.cpu = cpu
        self.memory = memory
        self.zonalRedundancy = zonalRedundancy
        self.minInstances = minInstances
        self.maxInstances = maxInstances
        self.access = access
        self.revision = revision
        self.image = image
        self.proof = proof
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.creator = creator
        self.etag = etag
        self.links = links
        self.labels = labels
        self.latestRevision = latestRevision
        self.traffic = traffic
        self.instances = instances
        self.isAdopted = isAdopted
    }
}

/// How to call a service.
package struct ServiceEndpoint: Sendable, Hashable {
    package var url: String
    package var credentials: EndpointCredentials
    package var engine: EngineKind
    package var servedName: String
    package var proof: ProofKind

    package init(
        url: String, credentials: EndpointCredentials = EndpointCredentials(), engine: EngineKind, servedName: String,
        proof: ProofKind
    ) {
        self.url = url
        self.credentials = credentials
        self.engine = engine
        self.servedName = servedName
        self.proof = proof
    }
}
