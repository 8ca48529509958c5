import Foundation
import Hummingbird

extension CloudRunAPI {
    /// What gcloud reads, in Knative's shape: the regions, one list over all of them, and in a region's own host (the
    /// `namespaces` form of the v1 reference) its services and their revisions.
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
            let wanted = try Self.selector(query["labelSelector"])
            let all = try store.current().services.values
                .filter { $0.project == project.id && (region == "-" || $0.region == region) }
                .filter { !store.unreachable.contains($0.region) }
                .filter { wanted($0.spec["labels"]) }
                .sorted { $0.name < $1.name }
            let limit = Int(try query.integer("limit") ?? 0)
            let start = query["continue"].flatMap { Int($0) } ?? 0
            let rest = all.dropFirst(start)
            let items = limit > 0 ? rest.prefix(limit) : rest
            var metadata: JSONValue = ["resourceVersion": "1"]
            if items.count < rest.count { metadata["continue"] = .string(String(start + items.count)) }
            var answer: JSONValue = [
                "apiVersion": "serving.knative.dev/v1", "kind": "ServiceList", "metadata": metadata,
                "items": .array(items.map { $0.knative(endpoint: store.endpoint) }),
            ]
            let silent = store.unreachable.sorted()
            if region == "-", !silent.isEmpty { answer["unreachable"] = .array(silent.map { .string($0) }) }
            return Response.json(answer)
        }
        addNamespaceRoutes(to: router)
    }

    private func addNamespaceRoutes(to router: Router<SimulatorContext>) {
        let namespace = router.group("/apis/serving.knative.dev/v1/namespaces/:project")
        namespace.get("services/:service") { request, context in
            _ = try QueryParameters(request, allowing: [])
            let project = try project(context, permission: "run.services.get")
            let id = context.parameters.get("service") ?? ""
            let service = try store.service(ServiceRecord.name(project.id, try Self.region(of: request), id))
            return Response.json(service.knative(endpoint: store.endpoint))
        }
        namespace.get("revisions") { request, context in
            let query = try QueryParameters(request, allowing: ["limit", "continue", "labelSelector"])
            let project = try project(context, permission: "run.revisions.list")
            let region = try Self.region(of: request)
            let all = try store.current().services.values.filter { $0.project == project.id && $0.region == region }
            let revisions = all.flatMap { service in service.revisions.reversed().map { service.knative($0) } }
            let wanted = try Self.selector(query["labelSelector"])
            return Response.json([
                "apiVersion": "serving.knative.dev/v1", "kind": "RevisionList", "metadata": ["resourceVersion": "1"],
                "items": .array(revisions.filter { wanted($0["metadata"]?["labels"]) }),
            ])
        }
    }

    /// Paths of namespaces name no region: the host does, `REGION-run.googleapis.com`.
    private static func region(of request: Request) throws -> String {
        let host = request.head.authority?.split(separator: ":").first.map(String.init) ?? ""
        let suffix = "-run.googleapis.com"
        guard host.hasSuffix(suffix), RunRules.regions[String(host.dropLast(suffix.count))] != nil else {
            throw GoogleError.invalidArgument("'\(host)' is no regional endpoint: REGION\(suffix).", field: "namespace")
        }
        return String(host.dropLast(suffix.count))
    }

    /// `key=value` and `key!=value`, joined by commas; `key` alone: it is there. Spaces around them are Kubernetes' to
    /// ignore, and gcloud writes them.
    private static func selector(_ text: String?) throws -> (_ labels: JSONValue?) -> Bool {
        let terms = (text ?? "").split(separator: ",").map { term -> (key: String, value: String?, isEqual: Bool) in
            let differs = term.contains("!=")
            let parts = term.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            let key = differs ? parts[0].dropLast().trimmingCharacters(in: .whitespaces) : parts[0]
            return (key, parts.count == 2 ? parts[1] : nil, !differs)
        }
        guard terms.allSatisfy({ !$0.key.isEmpty && !$0.key.contains(" ") }) else {
            throw GoogleError.invalidArgument("Invalid label selector \"\(text ?? "")\".", field: "labelSelector")
        }
        return { labels in
            terms.allSatisfy { term in
                let found = labels?[term.key]?.string
                guard let value = term.value else { return found != nil }
                return (found == value) == term.isEqual
            }
        }
    }
}
