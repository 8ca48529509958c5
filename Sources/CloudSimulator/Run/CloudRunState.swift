/// Everything of Cloud Run that outlives the process.
struct CloudRunState: Sendable, Codable {
    /// By full name.
    var services: [String: ServiceRecord] = [:]
    var jobs: [String: JobRecord] = [:]
    var operations: [String: RunOperation] = [:]
}
