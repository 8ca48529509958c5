extension ServiceRecord {
    /// The service as the Admin API v1 shows it: `serving.knative.dev/v1`, kind `Service`.
    func knative(endpoint: String) -> JSONValue {
        let template = KnativeTemplate(template: spec["template"] ?? [:])
        return [
            "apiVersion": "serving.knative.dev/v1", "kind": "Service",
            "metadata": [
                "name": .string(id), "namespace": .string(projectNumber), "uid": .string(uid),
                "generation": .integer(generation), "creationTimestamp": .string(createTime),
                "labels": .object(knativeLabels(spec["labels"])), "annotations": .object(knativeAnnotations),
            ],
            "spec": [
                "template": [
                    "metadata": [
                        "name": .string(latestCreated?.id ?? ""), "annotations": .object(template.annotations),
                        "labels": spec["template"]?["labels"] ?? [:],
                    ],
                    "spec": template.spec,
                ],
                "traffic": .array(traffic.map { knative($0, endpoint: nil) }),
            ],
            "status": [
                "observedGeneration": .integer(observedGeneration),
                "latestCreatedRevisionName": .string(latestCreated?.id ?? ""),
                "latestReadyRevisionName": .string(latestReady?.id ?? ""),
                "url": .string(url(endpoint: endpoint)), "address": ["url": .string(url(endpoint: endpoint))],
                "conditions": [Self.knative(json(endpoint: endpoint)["terminalCondition"])],
                "traffic": .array(traffic.map { knative($0, endpoint: endpoint) }),
            ],
        ]
    }

    /// A revision as the Admin API v1 shows it: kind `Revision`.
    func knative(_ revision: RevisionRecord) -> JSONValue {
        let template = KnativeTemplate(template: revision.template)
        var labels = knativeLabels(revision.template["labels"])
        labels["serving.knative.dev/service"] = .string(id)
        var annotations = template.annotations
        annotations["serving.knative.dev/creator"] = .string(creator)
        let conditions = json(revision: revision)["conditions"]?.array ?? []
        return [
            "apiVersion": "serving.knative.dev/v1", "kind": "Revision",
            "metadata": [
                "name": .string(revision.id), "namespace": .string(projectNumber), "uid": .string(revision.uid),
                "generation": 1, "creationTimestamp": .string(revision.createTime), "labels": .object(labels),
                "annotations": .object(annotations),
            ],
            "spec": template.spec,
            "status": ["observedGeneration": 1, "conditions": .array(conditions.map { Self.knative($0) })],
        ]
    }

    private func knativeLabels(_ own: JSONValue?) -> [String: JSONValue] {
        var labels = own?.object ?? [:]
        labels["cloud.googleapis.com/location"] = .string(region)
        return labels
    }

    private var knativeAnnotations: [String: JSONValue] {
        var annotations = spec["annotations"]?.object ?? [:]
        let scaling = spec["scaling"]
        annotations["serving.knative.dev/creator"] = .string(creator)
        annotations["serving.knative.dev/lastModifier"] = .string(lastModifier)
        annotations["run.googleapis.com/description"] = spec["description"]
        annotations["run.googleapis.com/launch-stage"] = spec["launchStage"]
        annotations["run.googleapis.com/ingress"] =
            switch spec["ingress"]?.string {
            case "INGRESS_TRAFFIC_INTERNAL_ONLY": "internal"
            case "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER": "internal-and-cloud-load-balancing"
            default: "all"
            }
        annotations["run.googleapis.com/minScale"] = KnativeTemplate.text(scaling?["minInstanceCount"])
        annotations["run.googleapis.com/maxScale"] = KnativeTemplate.text(scaling?["maxInstanceCount"])
        annotations["run.googleapis.com/scalingMode"] = KnativeTemplate.word(scaling?["scalingMode"], without: "")
        annotations["run.googleapis.com/manualInstanceCount"] = KnativeTemplate.text(scaling?["manualInstanceCount"])
        annotations["run.googleapis.com/invoker-iam-disabled"] = KnativeTemplate.text(spec["invokerIamDisabled"])
        return annotations
    }

    /// - Parameter endpoint: for the status, which also names the revision and the address of a tag.
    private func knative(_ target: JSONValue, endpoint: String?) -> JSONValue {
        var mapped: JSONValue = ["percent": target["percent"] ?? 0]
        if target["type"]?.string == RunRules.byRevision {
            mapped["revisionName"] = target["revision"]
        } else {
            mapped["latestRevision"] = true
            if endpoint != nil { mapped["revisionName"] = .string(latestReady?.id ?? "") }
        }
        guard let tag = target["tag"]?.string, !tag.isEmpty else { return mapped }
        mapped["tag"] = .string(tag)
        if let endpoint { mapped["url"] = .string("\(endpoint)/\(project)/\(region)/\(tag)---\(id)") }
        return mapped
    }

    /// v2's condition as v1's.
    private static func knative(_ condition: JSONValue?) -> JSONValue {
        let status: JSONValue =
            switch condition?["state"] {
            case "CONDITION_SUCCEEDED": "True"
            case "CONDITION_FAILED": "False"
            default: "Unknown"
            }
        var mapped: JSONValue = ["type": condition?["type"] ?? "Ready", "status": status]
        mapped["reason"] = condition?["reason"] ?? condition?["revisionReason"]
        mapped["message"] = condition?["message"]
        mapped["lastTransitionTime"] = condition?["lastTransitionTime"]
        return mapped
    }
}
