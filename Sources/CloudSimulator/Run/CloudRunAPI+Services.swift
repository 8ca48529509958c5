import Hummingbird

extension CloudRunAPI {
    func addServiceRoutes(to router: Router<SimulatorContext>) {
        let parent = router.group("/v2/projects/:project/locations/:location/services")
        parent.post { request, context in
            let query = try QueryParameters(request, allowing: ["serviceId", "validateOnly"])
            let place = try place(context, permission: "run.services.create")
            try projects.requireBilling(on: place.project.id, service: Self.service)
            guard let id = query["serviceId"], !id.isEmpty else {
                throw GoogleError.invalidArgument("Violation in CreateServiceRequest.service_id: required.", field: "serviceId")
            }
            let body = try await body(request, RunShapes.service)
            if body["name"]?.string?.isEmpty == false {
                throw GoogleError.invalidArgument(
                    "Violation in CreateServiceRequest.service.name: must be empty when creating.", field: "service.name"
                )
            }
            let operation = try store.create(
                wish(place, id: id, body: body, context),
                validateOnly: try query.bool("validateOnly") ?? false
            )
            return Response.json(operation.json)
        }
        parent.get { request, context in
            let query = try QueryParameters(request, allowing: ["pageSize", "pageToken", "showDeleted"])
            let place = try place(context, permission: "run.services.list")
            let all = try services(at: place)
            let page = try query.page(of: all.count, standard: 100, maximum: 1000)
            var answer: JSONValue = [:]
            if !page.range.isEmpty { answer["services"] = .array(all[page.range].map { $0.json(endpoint: store.endpoint) }) }
            answer["nextPageToken"] = page.next.map(JSONValue.string)
            return Response.json(answer)
        }
        parent.get(":service") { request, context in try getService(request, context) }
        parent.post(":service") { request, context in try await postService(request, context) }
        parent.patch(":service") { request, context in try await patchService(request, context) }
        parent.delete(":service") { request, context in
            let query = try QueryParameters(request, allowing: ["etag", "validateOnly"])
            let place = try place(context, permission: "run.services.delete")
            let name = ServiceRecord.name(place.project.id, place.region, nameAndVerb(context, "service").name)
            let operation = try store.delete(
                name, etag: query["etag"], validateOnly: try query.bool("validateOnly") ?? false
            )
            return Response.json(operation.json)
        }
    }

    func services(at place: Place) throws -> [ServiceRecord] {
        try store.current().services.values
            .filter { $0.project == place.project.id && $0.region == place.region }
            .sorted { $0.id < $1.id }
    }

    private func wish(
        _ place: Place,
        id: String,
        body: JSONValue,
        _ context: SimulatorContext
    ) -> CloudRunStore.Wish {
        CloudRunStore.Wish(
            project: place.project, region: place.region, id: id, body: body, caller: caller(context)
        )
    }

    private func getService(_ request: Request, _ context: SimulatorContext) throws -> Response {
        let (id, verb) = nameAndVerb(context, "service")
        switch verb {
        case nil:
            _ = try QueryParameters(request, allowing: [])
            let place = try place(context, permission: "run.services.get")
            let service = try store.service(ServiceRecord.name(place.project.id, place.region, id))
            return .json(service.json(endpoint: store.endpoint))
        case "getIamPolicy":
            _ = try QueryParameters(request, allowing: ["options.requestedPolicyVersion"])
            let place = try place(context, permission: "run.services.getIamPolicy")
            return .json(try store.service(ServiceRecord.name(place.project.id, place.region, id)).policy.json)
        default:
            throw Self.unknownVerb
        }
    }

    private func postService(_ request: Request, _ context: SimulatorContext) async throws -> Response {
        let (id, verb) = nameAndVerb(context, "service")
        _ = try QueryParameters(request, allowing: [])
        switch verb {
        case "setIamPolicy":
            let place = try place(context, permission: "run.services.setIamPolicy")
            let shape: JSONShape = .object(["policy": IAMPolicy.shape, "updateMask": .string])
            let body = try await request.json(shape)
            let name = ServiceRecord.name(place.project.id, place.region, id)
            let policy = try store.update { state in
                guard var service = state.services[name] else { throw CloudRunStore.missing(name) }
                try service.policy.set(body["policy"] ?? [:])
                state.services[name] = service
                return service.policy
            }
            return .json(policy.json)
        case "testIamPermissions":
            let place = try place(context, permission: "run.services.get")
            _ = try store.service(ServiceRecord.name(place.project.id, place.region, id))
            let body = try await request.json(.object(["permissions": .array(.string)]))
            let granted = (body["permissions"]?.array ?? []).filter { place.project.grants($0.string ?? "") }
            return .json(granted.isEmpty ? [:] : ["permissions": .array(granted)])
        default:
            throw Self.unknownVerb
        }
    }

    private func patchService(_ request: Request, _ context: SimulatorContext) async throws -> Response {
        let query = try QueryParameters(
            request, allowing: ["updateMask", "validateOnly", "allowMissing", "forceNewRevision"]
        )
        let place = try place(context, permission: "run.services.update")
        let id = nameAndVerb(context, "service").name
        let body = try await body(request, RunShapes.service)
        let operation = try store.patch(
            wish(place, id: id, body: body, context),
            mask: UpdateMask.paths(query["updateMask"]),
            validateOnly: try query.bool("validateOnly") ?? false,
            forceNewRevision: try query.bool("forceNewRevision") ?? false,
            allowMissing: try query.bool("allowMissing") ?? false
        )
        return .json(operation.json)
    }
}
