/// Everything of Cloud Run that outlives the process.
struct CloudRunState: Sendable, Codable {
    /// By full name.
    var services: [String: ServiceRecord] = [:]
    var jobs: [String: JobRecord] = [:]
    var operations: [String: RunOperation] = [:]
    var logs: [RunLogEntry] = []
    var logCount: Int64 = 0

    /// Log entries that are kept.
    private static let keptLogs = 2000

    mutating func log(_ service: ServiceRecord, severity: String, stream: String, lines: [String]) {
        for line in lines {
            logCount += 1
            logs.append(
                RunLogEntry(
                    project: service.project,
                    region: service.region,
                    service: service.id,
                    revision: service.latestCreated?.id ?? "",
                    timestamp: Timestamp.now,
                    severity: severity,
                    stream: stream,
                    text: line,
                    number: logCount
                )
            )
        }
        if logs.count > Self.keptLogs { logs.removeFirst(logs.count - Self.keptLogs) }
    }
}
