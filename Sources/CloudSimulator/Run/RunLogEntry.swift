/// A line that a service's container or Cloud Run itself wrote.
package struct RunLogEntry: Sendable, Codable, Hashable {
    package let project: String
    package let region: String
    package let service: String
    package let revision: String
    /// RFC 3339.
    package let timestamp: String
    package let severity: String
    /// `stdout`, `stderr`, `requests` or `varlog/system`.
    package let stream: String
    package let text: String
    /// Grows with every entry of the simulator.
    package let number: Int64
}
