/// Where an import runs.
package enum ExecutorKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// In the manager itself.
    case process
    /// In tasks of a Cloud Run job, which outlive a request and the manager.
    case job
}
