import HTTPTypes
import Hummingbird

/// `cloudresourcemanager.googleapis.com`, v3 and what is used of v1.
struct ResourceManagerAPI: Sendable {
    let projects: ProjectRegistry

    func addRoutes(to table: inout GoogleRouteTable) {
        let api = self
        table.on(.get, "v3/projects:search", query: ["query", "pageSize", "pageToken"]) { call in
            let search = try ProjectSearch(call.query["query"] ?? "")
            let found = api.projects.all.filter { $0.grants("resourcemanager.projects.get") && search.matches($0) }
            return try call.list("projects", found.map(Self.resource), standard: 50, maximum: 500)
        }
        table.on(.get, "v3/projects", query: ["parent", "pageSize", "pageToken", "showDeleted"]) { call in
            guard let parent = call.query["parent"], !parent.isEmpty else {
                throw GoogleError.invalidArgument("parent must be specified", field: "parent")
            }
            let found = api.projects.all.filter { $0.grants("resourcemanager.projects.list") && $0.parent == parent }
            return try call.list("projects", found.map(Self.resource), standard: 50, maximum: 500)
        }
        table.on(.get, "v3/projects/{project}") { call in
            try call.json(Self.resource(try api.projects.require("resourcemanager.projects.get", on: call["project"])))
        }
        table.on(.get, "v1/projects/{project}") { call in
            try call.json(
                Self.oldResource(try api.projects.require("resourcemanager.projects.get", on: call["project"])))
        }
        table.on(.get, "v1/projects", query: ["filter", "pageSize", "pageToken"]) { call in
            try call.list(
                "projects", api.projects.all.filter { $0.grants("resourcemanager.projects.get") }.map(Self.oldResource),
                standard: 50, maximum: 500)
        }
        for version in ["v1", "v3"] {
            api.addPolicyRoutes(to: &table, "\(version)/projects/{project}")
        }
    }

    private func addPolicyRoutes(to table: inout GoogleRouteTable, _ path: String) {
        let projects = projects
        table.on(.post, "\(path):testIamPermissions") { call in
            let body = try await call.body(.object(["permissions": .array(.string)]))
            let asked = (body["permissions"]?.array ?? []).compactMap(\.string)
            try PermissionCatalog.check(asked, in: PermissionCatalog.project)
            guard let project = projects.find(call["project"]) else {
                throw GoogleError.permissionDenied(
                    permission: "resourcemanager.projects.get", resource: "projects/\(call["project"])"
                )
            }
            let granted = asked.filter(project.grants)
            return try call.json(granted.isEmpty ? [:] : ["permissions": .array(granted.map { .string($0) })])
        }
        table.on(.post, "\(path):getIamPolicy") { call in
            let body = try await call.body(.object(["options": .object(["requestedPolicyVersion": .integer])]))
            let project = try projects.require("resourcemanager.projects.getIamPolicy", on: call["project"])
            return try call.json(project.policy.json(upTo: body["options"]?["requestedPolicyVersion"]?.int64))
        }
        table.on(.post, "\(path):setIamPolicy") { call in
            let body = try await call.body(.object(["policy": IAMPolicy.shape, "updateMask": .string]))
            let project = try projects.require("resourcemanager.projects.setIamPolicy", on: call["project"])
            try projects.update(project.id) { try $0.policy.set(body["policy"] ?? [:]) }
            return try call.json(projects.find(project.id)?.policy.json ?? [:])
        }
    }

    private static func resource(_ project: ProjectRecord) -> JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(project.numericName), "parent": .string(project.parent),
            "projectId": .string(project.id), "state": "ACTIVE", "displayName": .string(project.displayName),
            "createTime": .string(project.createTime), "updateTime": .string(project.createTime),
            "etag": .string("W/\"\(project.policy.etag)\""),
        ]
        if !project.labels.isEmpty { members["labels"] = .object(project.labels.mapValues { .string($0) }) }
        return .object(members)
    }

    private static func oldResource(_ project: ProjectRecord) -> JSONValue {
        let parent = project.parent.split(separator: "/")
        var members: [String: JSONValue] = [
            "projectNumber": .string(project.number), "projectId": .string(project.id),
            "lifecycleState": "ACTIVE", "name": .string(project.displayName),
            "createTime": .string(project.createTime),
        ]
        if parent.count == 2 {
            members["parent"] = ["type": .string(String(parent[0].dropLast())), "id": .string(String(parent[1]))]
        }
        if !project.labels.isEmpty { members["labels"] = .object(project.labels.mapValues { .string($0) }) }
        return .object(members)
    }
}
