import Hummingbird

extension CloudRunAPI {
    func addRevisionRoutes(to router: Router<SimulatorContext>) {
        let parent = router.group("/v2/projects/:project/locations/:location/services/:service/revisions")
        parent.get { request, context in
            let query = try QueryParameters(request, allowing: ["pageSize", "pageToken", "showDeleted"])
            let service = try service(of: context, permission: "run.revisions.list")
            let all = Array(service.revisions.reversed())
            let page = try query.page(of: all.count, standard: 100, maximum: 1000)
            var answer: JSONValue = [:]
            if !page.range.isEmpty { answer["revisions"] = .array(all[page.range].map { service.json(revision: $0) }) }
            answer["nextPageToken"] = page.next.map(JSONValue.string)
            return Response.json(answer)
        }
        parent.get(":revision") { request, context in
            _ = try QueryParameters(request, allowing: [])
            let service = try service(of: context, permission: "run.revisions.get")
            return Response.json(service.json(revision: try revision(of: service, context)))
        }
        parent.delete(":revision") { request, context in
            _ = try QueryParameters(request, allowing: ["etag", "validateOnly"])
            let service = try service(of: context, permission: "run.revisions.delete")
            let revision = try revision(of: service, context)
            guard !service.isReachable(revision.id), revision.id != service.latestCreated?.id else {
                throw GoogleError.failedPrecondition(
                    "Revision '\(revision.id)' can not be directly deleted because "
                        + "it has traffic or is the latest created."
                )
            }
            try store.update { state in
                state.services[service.name]?.revisions.removeAll { $0.id == revision.id }
            }
            let operation = RunOperation(
                name: "projects/\(service.project)/locations/\(service.region)/operations/\(revision.uid)",
                target: service.name, type: "Revision", resource: service.json(revision: revision), isDone: true
            )
            return Response.json(operation.json)
        }
    }

    private func service(of context: SimulatorContext, permission: String) throws -> ServiceRecord {
        let place = try place(context, permission: permission)
        let id = nameAndVerb(context, "service").name
        return try store.service(ServiceRecord.name(place.project.id, place.region, id))
    }

    private func revision(of service: ServiceRecord, _ context: SimulatorContext) throws -> RevisionRecord {
        let id = nameAndVerb(context, "revision").name
        guard let revision = service.revisions.first(where: { $0.id == id }) else {
            throw CloudRunStore.missing(service.name + "/revisions/" + id)
        }
        return revision
    }
}
