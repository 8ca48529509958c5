import Domain

/// What is written down about a local service: what was asked for, and the process that does it.
struct LocalServiceRecord: Sendable, Hashable, Codable {
    var id: ServiceID
    var spec: ServiceSpec
    var recipe: ContainerRecipe
    /// Counts the deploys.
    var generation: Int
    var process: EngineProcess?
    /// The last state that a deploy reached.
    var state: ServiceState
    var proof: ServiceProof?
    /// RFC 3339, UTC.
    var createdAt: String
    var updatedAt: String

    var revision: String { "\(id.name)-\(generation)" }
    /// A deploy makes a new one; a change of state does not.
    var etag: String { "\(generation)@\(createdAt)" }
    var url: String { "http://127.0.0.1:\(recipe.port)" }
}
