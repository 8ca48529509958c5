/// A metric of Cloud Run as Monitoring's list describes it.
struct MetricType: Sendable {
    enum Source: Sendable { case requests, latencies, instances, billable, starts, use }

    let name: String
    /// `DELTA` or `GAUGE`.
    let kind: String
    /// `INT64`, `DOUBLE` or `DISTRIBUTION`.
    let valueType: String
    let labels: Set<String>
    let source: Source
    var restingUse = 0.0
    var usePerWork = 0.0

    var isDistribution: Bool { valueType == "DISTRIBUTION" }

    static let resourceLabels: Set<String> = [
        "project_id", "location", "service_name", "revision_name", "configuration_name",
    ]

    static let all: [String: MetricType] = {
        let codes: Set<String> = ["response_code", "response_code_class"]
        func use(_ name: String, _ resting: Double, _ perWork: Double) -> MetricType {
            MetricType(
                name: name, kind: "DELTA", valueType: "DISTRIBUTION", labels: [], source: .use, restingUse: resting,
                usePerWork: perWork
            )
        }
        let types = [
            MetricType(name: "request_count", kind: "DELTA", valueType: "INT64", labels: codes, source: .requests),
            MetricType(
                name: "request_latencies", kind: "DELTA", valueType: "DISTRIBUTION", labels: codes, source: .latencies),
            MetricType(
                name: "container/instance_count", kind: "GAUGE", valueType: "INT64", labels: ["state"],
                source: .instances),
            MetricType(
                name: "container/billable_instance_time", kind: "DELTA", valueType: "DOUBLE", labels: [],
                source: .billable),
            MetricType(
                name: "container/startup_latencies", kind: "DELTA", valueType: "DISTRIBUTION", labels: [],
                source: .starts),
            use("container/cpu/utilizations", 0.03, 4), use("container/memory/utilizations", 0.41, 0.5),
            use("container/gpu/utilizations", 0, 9), use("container/gpu/memory_utilizations", 0.86, 0.1),
        ]
        return Dictionary(uniqueKeysWithValues: types.map { ("run.googleapis.com/" + $0.name, $0) })
    }()
}
