/// A metric that `/metrics` shows; docs/metrics.md lists the same.
enum MetricFamily: String, CaseIterable {
    case requests = "llm_manager_requests_total"
    case importsStarted = "llm_manager_imports_started_total"
    case imports = "llm_manager_imports"
    case fetchedBytes = "llm_manager_import_fetched_bytes"

    /// Prometheus' word for what kind of number it is.
    var type: String {
        switch self {
        case .requests, .importsStarted: "counter"
        case .imports, .fetchedBytes: "gauge"
        }
    }

    var help: String {
        switch self {
        case .requests: "HTTP requests answered."
        case .importsStarted: "Imports that callers have started."
        case .imports: "Imports known to this process, by state."
        case .fetchedBytes: "Bytes fetched from hubs by the imports known to this process."
        }
    }

    /// The family in the Prometheus text format 0.0.4.
    func lines(_ samples: [(labels: String, value: Int64)]) -> [String] {
        ["# HELP \(rawValue) \(help)", "# TYPE \(rawValue) \(type)"]
            + samples.map { $0.labels.isEmpty ? "\(rawValue) \($0.value)" : "\(rawValue){\($0.labels)} \($0.value)" }
    }
}
