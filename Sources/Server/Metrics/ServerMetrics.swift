import Domain
import Synchronization

/// Counts of requests and imports, shown as Prometheus text.
final class ServerMetrics: Sendable {
    private struct Key: Hashable {
        var method: String
        var route: String
        var status: Int
    }

    private struct State {
        var requests: [Key: Int] = [:]
        var importsStarted = 0
    }

    private let state = Mutex(State())

    func count(_ method: String, _ route: String, status: Int) {
        state.withLock { $0.requests[Key(method: method, route: route, status: status), default: 0] += 1 }
    }

    func importStarted() { state.withLock { $0.importsStarted += 1 } }

    /// The Prometheus text format 0.0.4.
    ///
    /// - Parameter imports: what runs (or ran lately) in this process.
    func text(imports: [ImportSnapshot]) -> String {
        let (requests, started) = state.withLock { ($0.requests, $0.importsStarted) }
        var lines = [
            "# HELP llm_manager_requests_total HTTP requests answered.", "# TYPE llm_manager_requests_total counter",
        ]
        for (key, count) in requests.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            let labels = "method=\"\(key.method)\",route=\"\(key.route)\",status=\"\(key.status)\""
            lines.append("llm_manager_requests_total{\(labels)} \(count)")
        }
        lines += [
            "# HELP llm_manager_imports_started_total Imports that callers have started.",
            "# TYPE llm_manager_imports_started_total counter", "llm_manager_imports_started_total \(started)",
            "# HELP llm_manager_imports Imports known to this process, by state.", "# TYPE llm_manager_imports gauge",
        ]
        for (name, group) in Dictionary(grouping: imports, by: \.state.name).sorted(by: { $0.key < $1.key }) {
            lines.append("llm_manager_imports{state=\"\(name)\"} \(group.count)")
        }
        let fetched = imports.reduce(0) { $0 + $1.fetchedBytes }
        lines += [
            "# HELP llm_manager_import_fetched_bytes Bytes fetched from hubs by the imports known to this process.",
            "# TYPE llm_manager_import_fetched_bytes gauge", "llm_manager_import_fetched_bytes \(fetched)",
        ]
        return lines.joined(separator: "\n") + "\n"
    }
}
