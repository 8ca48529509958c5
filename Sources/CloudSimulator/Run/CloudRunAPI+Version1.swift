import Hummingbird

extension CloudRunAPI {
    /// The regions, and one list over all of them in Knative's shape.
    func addVersion1Routes(to router: Router<SimulatorContext>) {
        router.get("/v1/projects/:project/locations") { request, context in
            _ = try QueryParameters(request, allowing: ["filter", "pageSize", "pageToken"])
            let project = try project(context, permission: "run.locations.list")
            let locations: [JSONValue] = RunRules.regions.sorted { $0.key < $1.key }.map { region in
                [
                    "name": .string("projects/\(project.id)/locations/\(region.key)"),
                    "locationId": .string(region.key), "displayName": .string(region.value),
                ]
            }
            return Response.json(["locations": .array(locations)])
        }
        router.get("/v1/projects/:project/locations/:location/services") { request, context in
            let query = try QueryParameters(
                request,
                allowing: ["limit", "continue", "labelSelector", "fieldSelector", "includeUninitialized", "watch"]
            )
            let project = try project(context, permission: "run.services.list")
            let region = context.parameters.get("location") ?? "-"
            let all = try store.current().services.values
                .filter { $0.project == project.id && (region == "-" || $0.region == region) }
                .filter { !store.unreachable.contains($0.region) }
                .filter(try Self.selector(query["labelSelector"]))
                .sorted { $0.name < $1.name }
            let limit = Int(try query.integer("limit") ?? 0)
            let start = query["continue"].flatMap { Int($0) } ?? 0
            let rest = all.dropFirst(start)
            let items = limit > 0 ? rest.prefix(limit) : rest
            var metadata: JSONValue = ["resourceVersion": "1"]
            if items.count < rest.count { metadata["continue"] = .string(String(start + items.count)) }
            var answer: JSONValue = [
                "apiVersion": "serving.knative.dev/v1", "kind": "ServiceList", "metadata": metadata,
                "items": .array(items.map { knative($0) }),
            ]
            let silent = store.unreachable.sorted()
            if region == "-", !silent.isEmpty { answer["unreachable"] = .array(silent.map { .string($0) }) }
            return Response.json(answer)
        }
    }

    /// `key=value` and `key!=value`, joined by commas; `key` alone: it is there.
    private static func selector(_ text: String?) throws -> (ServiceRecord) -> Bool {
        let terms = (text ?? "").split(separator: ",").map { term -> (key: String, value: String?, isEqual: Bool) in
            let differs = term.contains("!=")
            let parts = term.split(separator: "=", maxSplits: 1).map(String.init)
            let key = differs ? String(parts[0].dropLast()) : parts[0]
            return (key, parts.count == 2 ? parts[1] : nil, !differs)
        }
        guard terms.allSatisfy({ !$0.key.isEmpty && !$0.key.contains(" ") }) else {
            throw GoogleError.invalidArgument("Invalid label selector \"\(text ?? "")\".", field: "labelSelector")
        }
        return { service in
            terms.allSatisfy { term in
                let found = service.spec["labels"]?[term.key]?.string
                guard let value = term.value else { return found != nil }
                return (found == value) == term.isEqual
            }
        }
    }

    private func knative(_ service: ServiceRecord) -> JSONValue {
        var labels = service.spec["labels"]?.object ?? [:]
        labels["cloud.googleapis.com/location"] = .string(service.region)
        let condition = service.json(endpoint: store.endpoint)["terminalCondition"]
        let status: JSONValue =
            switch condition?["state"] {
            case "CONDITION_SUCCEEDED": "True"
            case "CONDITION_FAILED": "False"
            default: "Unknown"
            }
        var ready: JSONValue = ["type": "Ready", "status": status]
        ready["reason"] = condition?["reason"]
        ready["message"] = condition?["message"]
        return [
            "apiVersion": "serving.knative.dev/v1", "kind": "Service",
            "metadata": [
                "name": .string(service.id), "namespace": .string(service.projectNumber), "uid": .string(service.uid),
                "generation": .integer(service.generation), "creationTimestamp": .string(service.createTime),
                "labels": .object(labels), "annotations": service.spec["annotations"] ?? [:],
            ],
            "status": [
                "observedGeneration": .integer(service.observedGeneration),
                "latestCreatedRevisionName": .string(service.latestCreated?.id ?? ""),
                "latestReadyRevisionName": .string(service.latestReady?.id ?? ""),
                "url": .string(service.url(endpoint: store.endpoint)), "conditions": [ready],
            ],
        ]
    }
}
