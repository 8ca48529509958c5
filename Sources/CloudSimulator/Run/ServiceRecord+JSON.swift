import Foundation

extension ServiceRecord {
    /// The resource as the Admin API v2 shows it.
    ///
    /// - Parameter endpoint: origin of the listener that serves the endpoints of services.
    func json(endpoint: String) -> JSONValue {
        var json = spec
        json["name"] = .string(name)
        json["uid"] = .string(uid)
        json["generation"] = .string(String(generation))
        json["createTime"] = .string(createTime)
        json["updateTime"] = .string(updateTime)
        json["creator"] = .string(creator)
        json["lastModifier"] = .string(lastModifier)
        json["observedGeneration"] = .string(String(observedGeneration))
        json["etag"] = .string(etag)
        json["ingress"] = spec["ingress"] ?? "INGRESS_TRAFFIC_ALL"
        json["launchStage"] = spec["launchStage"] ?? "GA"
        json["traffic"] = spec["traffic"] ?? [["type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", "percent": 100]]
        // False is what proto3 leaves out, so a running rollout shows the field and a finished one does not.
        json["reconciling"] = settlesAt == nil ? nil : true
        if let created = latestCreated { json["latestCreatedRevision"] = .string(name + "/revisions/" + created.id) }
        if let ready = latestReady {
            json["latestReadyRevision"] = .string(name + "/revisions/" + ready.id)
            json["trafficStatuses"] = .array(trafficStatuses(endpoint: endpoint))
            json["uri"] = .string(url(endpoint: endpoint))
            json["urls"] = [.string(url(endpoint: endpoint))]
        }
        json["terminalCondition"] = terminalCondition
        json["conditions"] = [condition("RoutesReady"), condition("ConfigurationsReady")]
        return json
    }

    /// Where the service answers.
    func url(endpoint: String) -> String {
        "\(endpoint)/\(project)/\(region)/\(id)"
    }

    private var terminalCondition: JSONValue { condition("Ready") }

    private func condition(_ type: String) -> JSONValue {
        var condition: JSONValue = ["type": .string(type), "lastTransitionTime": .string(updateTime)]
        if settlesAt != nil {
            condition["state"] = "CONDITION_RECONCILING"
            condition["message"] = isDeleting ? "Deleting service." : "Deploying revision \(latestCreated?.id ?? "")."
            return condition
        }
        guard let last = latestCreated, last.phase == .failed, type != "RoutesReady" || latestReady == nil else {
            condition["state"] = "CONDITION_SUCCEEDED"
            return condition
        }
        condition["state"] = "CONDITION_FAILED"
        condition["severity"] = "ERROR"
        condition["reason"] = "REVISION_FAILED"
        condition["message"] = .string(last.message ?? "Revision '\(last.id)' is not ready and cannot serve traffic.")
        return condition
    }

    /// A revision as the Admin API v2 shows it.
    func json(revision: RevisionRecord) -> JSONValue {
        var json = revision.template
        json["revision"] = nil
        json["name"] = .string(name + "/revisions/" + revision.id)
        json["uid"] = .string(revision.uid)
        json["service"] = .string(name)
        json["generation"] = "1"
        json["observedGeneration"] = "1"
        json["createTime"] = .string(revision.createTime)
        json["updateTime"] = .string(revision.settleTime ?? revision.createTime)
        json["launchStage"] = spec["launchStage"] ?? "GA"
        json["logUri"] = .string(Self.logURL(project: project, service: id, revision: revision.id))
        json["reconciling"] = revision.phase == .starting ? true : nil
        json["conditions"] = .array(
            ["Ready", "ContainerReady", "ContainerHealthy", "ResourcesAvailable"].map {
                Self.condition($0, of: revision)
            }
        )
        json["etag"] = .string("\"" + Base64Text.encode(revision.uid) + "\"")
        return json
    }

    private static func condition(_ type: String, of revision: RevisionRecord) -> JSONValue {
        var condition: JSONValue = [
            "type": .string(type), "lastTransitionTime": .string(revision.settleTime ?? revision.createTime),
        ]
        switch revision.phase {
        case .starting: condition["state"] = "CONDITION_RECONCILING"
        case .ready: condition["state"] = "CONDITION_SUCCEEDED"
        case .failed where type == "ResourcesAvailable": condition["state"] = "CONDITION_SUCCEEDED"
        case .failed:
            condition["state"] = "CONDITION_FAILED"
            condition["severity"] = "ERROR"
            condition["revisionReason"] = .string(revision.reason ?? "HEALTH_CHECK_CONTAINER_ERROR")
            condition["message"] = .string(revision.message ?? "")
        }
        return condition
    }

    static func logURL(project: String, service: String, revision: String) -> String {
        let filter =
            "resource.type=\"cloud_run_revision\" resource.labels.service_name=\"\(service)\" "
            + "resource.labels.revision_name=\"\(revision)\""
        let query = PercentCoding.encode(filter)
        return
            "https://console.cloud.google.com/logs/viewer?project=\(project)"
            + "&resource=cloud_run_revision&advancedFilter=\(query)"
    }
}
