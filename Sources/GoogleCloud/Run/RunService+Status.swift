extension RunService {
    /// What only Google writes.
    package struct Status: Sendable, Hashable, Decodable {
        package struct TrafficTargetStatus: Sendable, Hashable, Decodable {
            package var type: String?
            package var revision: String?
            package var percent: Int?
            package var tag: String?
            package var uri: String?
        }

        /// `projects/P/locations/R/services/S`.
        package var name: String
        package var uid: String?
        package var generation: GoogleInt64?
        package var observedGeneration: GoogleInt64?
        package var terminalCondition: RunCondition?
        package var conditions: [RunCondition]?
        /// Full names of revisions.
        package var latestReadyRevision: String?
        package var latestCreatedRevision: String?
        package var trafficStatuses: [TrafficTargetStatus]?
        package var uri: String?
        package var urls: [String]?
        package var reconciling: Bool?
        package var creator: String?
        package var lastModifier: String?
        package var createTime: String?
        package var updateTime: String?
        package var deleteTime: String?
    }
}

/// A service as an answer carries it: what was asked for, and how it is.
package struct DeployedService: Sendable, Hashable, Decodable {
    package var service: RunService
    package var status: RunService.Status

    package init(from decoder: any Decoder) throws {
        service = try RunService(from: decoder)
        status = try RunService.Status(from: decoder)
    }

    /// The last part of the name.
    package var id: String { Self.last(status.name) }
    package var region: String { Self.part(status.name, after: "locations") }
    package var project: String { Self.part(status.name, after: "projects") }

    private static func last(_ name: String) -> String {
        name.split(separator: "/").last.map(String.init) ?? name
    }

    private static func part(_ name: String, after key: String) -> String {
        let parts = name.split(separator: "/")
        guard let index = parts.firstIndex(of: Substring(key)), index + 1 < parts.count else { return "" }
        return String(parts[index + 1])
    }
}

/// A condition of a service, revision, job or execution (`run.v2.Condition`); unknown words are kept as they come.
package struct RunCondition: Sendable, Hashable, Decodable {
    package var type: String?
    /// `CONDITION_PENDING`, `CONDITION_RECONCILING`, `CONDITION_FAILED` or `CONDITION_SUCCEEDED`.
    package var state: String?
    package var message: String?
    package var lastTransitionTime: String?
    package var severity: String?
    package var reason: String?
    package var revisionReason: String?
    package var executionReason: String?

    package var hasSucceeded: Bool { state == "CONDITION_SUCCEEDED" }
    package var hasFailed: Bool { state == "CONDITION_FAILED" }
}
