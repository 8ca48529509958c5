/// A runtime that tells what happened to a service. Beside ``RuntimeAdapter``, for those that can.
package protocol ServiceHistory: Sendable {
    /// The newest first.
    func events(_ id: ServiceID) async throws -> ServiceEvents
}

package struct ServiceEvents: Sendable, Hashable, Codable {
    package var events: [ServiceEvent]
    /// What could not be read, and why; nil when everything was.
    package var problem: String?

    package init(events: [ServiceEvent], problem: String? = nil) {
        self.events = events
        self.problem = problem
    }
}

/// Something that happened to a service.
package struct ServiceEvent: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case created, changed, revision, condition, proof, start, system, audit
    }

    /// RFC 3339.
    package var at: String
    package var kind: Kind
    package var severity: LogSeverity
    package var title: String
    package var detail: String?
    package var revision: String?

    package init(
        at: String, kind: Kind, severity: LogSeverity = .info, title: String, detail: String? = nil,
        revision: String? = nil
    ) {
        self.at = at
        self.kind = kind
        self.severity = severity
        self.title = title
        self.detail = detail.map(SecretMask.masked)
        self.revision = revision
    }
}
