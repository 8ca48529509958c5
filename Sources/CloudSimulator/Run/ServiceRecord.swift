import Foundation

/// A deployed service as the simulator keeps it.
struct ServiceRecord: Sendable, Codable {
    let project: String
    let projectNumber: String
    let region: String
    let id: String
    let uid: String
    /// What the user gave: the mutable fields of the resource.
    var spec: JSONValue
    var generation: Int64
    var observedGeneration: Int64
    let createTime: String
    var updateTime: String
    let creator: String
    var lastModifier: String
    /// Oldest first.
    var revisions: [RevisionRecord]
    /// Counts all revisions that there ever were.
    var revisionCount: Int
    var policy: IAMPolicy
    /// When the rollout or the deletion under way ends; nil when nothing is under way.
    var settlesAt: Date?
    var isDeleting = false

    static func name(_ project: String, _ region: String, _ id: String) -> String {
        "projects/\(project)/locations/\(region)/services/\(id)"
    }

    var name: String { Self.name(project, region, id) }
    var etag: String { "\"" + Base64Text.encode("\(uid)/\(generation)") + "\"" }
    var latestCreated: RevisionRecord? { revisions.last }
    var latestReady: RevisionRecord? { revisions.last { $0.phase == .ready } }

    /// The identity of the containers: the template's, or Compute Engine's default one.
    var serviceAccount: String {
        let given = latestCreated?.template["serviceAccount"]?.string ?? ""
        return given.isEmpty ? "\(projectNumber)-compute@developer.gserviceaccount.com" : given
    }

    /// Whether everybody may call it.
    var isPublic: Bool {
        if spec["invokerIamDisabled"]?.bool == true { return true }
        return invokers.contains("allUsers")
    }

    /// The members that may invoke the service.
    var invokers: Set<String> {
        var members: Set<String> = []
        for binding in policy.bindings
        where binding["role"] == "roles/run.invoker" || binding["role"] == "roles/run.admin" {
            members.formUnion((binding["members"]?.array ?? []).compactMap(\.string))
        }
        return members
    }
}
