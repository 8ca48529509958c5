import Domain

/// What is written down about a local service: what was asked for, and the process that does it.
///
/// Whoever works on a service writes itself down as its keeper first. A keeper that has died has left its work where
/// the record says, and the next supervisor goes on from there.
struct LocalServiceRecord: Sendable, Hashable, Codable {
    /// What the engine is to do. The supervisor makes it so, whoever wrote it.
    enum Wish: String, Sendable, Hashable, Codable {
        case running
        /// A person stopped it: it stays down.
        case stopped
        /// Nobody used it for a while: the next request starts it.
        case asleep
    }

    var id: ServiceID
    var spec: ServiceSpec
    var recipe: ContainerRecipe
    /// Counts the deploys.
    var generation: Int
    var process: EngineProcess?
    /// The last state that was reached.
    var state: ServiceState
    var proof: ServiceProof?
    /// RFC 3339, UTC.
    var createdAt: String
    var updatedAt: String
    var wish = Wish.running
    /// Stands in the environment of the engine and of its children, so that they are found whatever becomes of them.
    var token = ""
    /// Counts everything that was begun with this service: a later turn takes over from an earlier one.
    var turn = 0
    /// Who works on it now; nil when nobody does.
    var keeper: EngineProcess?
    /// Processes of earlier deploys that must end before the next start.
    var retiring: [EngineProcess] = []
    var retiringTokens: [String] = []
    var retiringContainers: [String] = []
    /// Starts after an unwanted end, since the engine last ran for long.
    var restarts = 0
    /// Seconds since 1970 at which the process was started.
    var startedAt: Double?
    /// Seconds since 1970 before which the engine is not started again; nil when no restart is due.
    var startAfter: Double?
    /// Where the manager listens for a service that sleeps when unused; nil: the engine's port is the address.
    var gatePort: Int?
    /// The devices that it uses.
    var place: DevicePlace?
    /// The container's name; nil for a native process.
    var container: String?

    init(
        id: ServiceID, spec: ServiceSpec, recipe: ContainerRecipe, generation: Int, state: ServiceState,
        createdAt: String, updatedAt: String
    ) {
        self.id = id
        self.spec = spec
        self.recipe = recipe
        self.generation = generation
        self.state = state
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    var revision: String { "\(id.name)-\(generation)" }
    /// A deploy makes a new one; a change of state does not.
    var etag: String { "\(generation)@\(createdAt)" }
    /// The engine's own address.
    var engineURL: String { "http://127.0.0.1:\(recipe.port)" }
    /// The address for callers; it stays the same as long as the service exists.
    var url: String { "http://127.0.0.1:\(publicPort)" }
    var publicPort: Int { gatePort ?? recipe.port }
    var ports: [Int] { [recipe.port, gatePort].compactMap(\.self) }
    /// Whether this revision has answered once: only then is an end of it an accident.
    var isProven: Bool { proof?.revision == revision }

    /// Records of earlier versions lack the later fields.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(ServiceID.self, forKey: .id)
        spec = try container.decode(ServiceSpec.self, forKey: .spec)
        recipe = try container.decode(ContainerRecipe.self, forKey: .recipe)
        generation = try container.decode(Int.self, forKey: .generation)
        process = try container.decodeIfPresent(EngineProcess.self, forKey: .process)
        state = try container.decode(ServiceState.self, forKey: .state)
        proof = try container.decodeIfPresent(ServiceProof.self, forKey: .proof)
        createdAt = try container.decode(String.self, forKey: .createdAt)
        updatedAt = try container.decode(String.self, forKey: .updatedAt)
        wish = try container.decodeIfPresent(Wish.self, forKey: .wish) ?? .running
        token = try container.decodeIfPresent(String.self, forKey: .token) ?? ""
        turn = try container.decodeIfPresent(Int.self, forKey: .turn) ?? 0
        keeper = try container.decodeIfPresent(EngineProcess.self, forKey: .keeper)
        retiring = try container.decodeIfPresent([EngineProcess].self, forKey: .retiring) ?? []
        retiringTokens = try container.decodeIfPresent([String].self, forKey: .retiringTokens) ?? []
        retiringContainers = try container.decodeIfPresent([String].self, forKey: .retiringContainers) ?? []
        restarts = try container.decodeIfPresent(Int.self, forKey: .restarts) ?? 0
        startedAt = try container.decodeIfPresent(Double.self, forKey: .startedAt)
        startAfter = try container.decodeIfPresent(Double.self, forKey: .startAfter)
        gatePort = try container.decodeIfPresent(Int.self, forKey: .gatePort)
        place = try container.decodeIfPresent(DevicePlace.self, forKey: .place)
        self.container = try container.decodeIfPresent(String.self, forKey: .container)
    }
}
