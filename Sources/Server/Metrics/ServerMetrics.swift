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
        let answered = requests.map { key, count in
            (labels: "method=\"\(key.method)\",route=\"\(key.route)\",status=\"\(key.status)\"", value: Int64(count))
        }
        let states = Dictionary(grouping: imports, by: \.state.name).map { name, group in
            (labels: "state=\"\(name)\"", value: Int64(group.count))
        }
        let fetched = imports.reduce(0) { $0 + $1.fetchedBytes }
        let lines =
            MetricFamily.requests.lines(answered.sorted { $0.labels < $1.labels })
            + MetricFamily.importsStarted.lines([("", Int64(started))])
            + MetricFamily.imports.lines(states.sorted { $0.labels < $1.labels })
            + MetricFamily.fetchedBytes.lines([("", fetched)])
        return lines.joined(separator: "\n") + "\n"
    }
}
