/// Everything of Cloud Run that outlives the process.
struct CloudRunState: Sendable, Codable {
    /// By full name.
    var services: [String: ServiceRecord] = [:]
    var jobs: [String: JobRecord] = [:]
    var operations: [String: RunOperation] = [:]
    var executions: [String: ExecutionRecord] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        services = try container.decode([String: ServiceRecord].self, forKey: .services)
        jobs = try container.decode([String: JobRecord].self, forKey: .jobs)
        operations = try container.decode([String: RunOperation].self, forKey: .operations)
        // Earlier simulators ran no jobs.
        executions = try container.decodeIfPresent([String: ExecutionRecord].self, forKey: .executions) ?? [:]
    }
}
