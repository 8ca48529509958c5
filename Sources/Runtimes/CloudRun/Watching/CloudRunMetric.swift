import Domain

/// Which time series make which chart (metric types of Cloud Run's list, prefix `run.googleapis.com/`).
struct CloudRunMetric: Sendable {
    var type: String
    var aligner: String
    var reducer: String
    /// A label whose values become lines; nil: one line, called `name`.
    var groupBy: String?
    var name: String

    struct Chart: Sendable {
        var id: String
        var title: String
        var unit: String
        var metrics: [CloudRunMetric]
    }

    static let charts: [Chart] = [
        Chart(
            id: "requests", title: "Requests by class of answer", unit: "1/s",
            metrics: [
                CloudRunMetric(
                    type: "request_count", aligner: "ALIGN_RATE", reducer: "REDUCE_SUM",
                    groupBy: "response_code_class", name: "requests"
                )
            ]
        ),
        Chart(
            // Percentiles of all revisions' requests together: of merged distributions, not of each one's percentiles.
            id: "latency", title: "Request latency", unit: "ms", metrics: merged("request_latencies", [50, 95, 99])
        ),
        Chart(
            id: "instances", title: "Instances", unit: "1",
            metrics: [
                CloudRunMetric(
                    type: "container/instance_count", aligner: "ALIGN_MAX", reducer: "REDUCE_SUM", groupBy: "state",
                    name: "instances"
                )
            ]
        ),
        Chart(id: "gpu", title: "GPU use", unit: "share", metrics: use("container/gpu/utilizations")),
        Chart(
            id: "gpu-memory", title: "GPU memory use", unit: "share", metrics: use("container/gpu/memory_utilizations")),
        Chart(id: "cpu", title: "CPU use", unit: "share", metrics: use("container/cpu/utilizations")),
        Chart(id: "memory", title: "Memory use", unit: "share", metrics: use("container/memory/utilizations")),
        Chart(
            id: "startup", title: "Start of an instance", unit: "ms",
            metrics: merged("container/startup_latencies", [50, 95])),
    ]

    /// The chart that says whether an instance is up.
    static let instances = "instances"

    private static func merged(_ type: String, _ percentiles: [Int]) -> [CloudRunMetric] {
        percentiles.map {
            CloudRunMetric(type: type, aligner: "ALIGN_DELTA", reducer: "REDUCE_PERCENTILE_\($0)", name: "p\($0)")
        }
    }

    /// Half of the time below, and nearly always below, on the busiest instance.
    private static func use(_ type: String) -> [CloudRunMetric] {
        [50, 95].map {
            CloudRunMetric(type: type, aligner: "ALIGN_PERCENTILE_\($0)", reducer: "REDUCE_MAX", name: "p\($0)")
        }
    }
}
