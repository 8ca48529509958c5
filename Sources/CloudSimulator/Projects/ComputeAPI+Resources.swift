import Foundation

extension ComputeAPI {
    func network(_ name: String, _ project: ProjectRecord) throws -> JSONValue {
        let here = try subnetworks(project).filter { $0.network == name }
        guard !here.isEmpty else { throw Self.notFound("projects/\(project.id)/global/networks/\(name)") }
        return [
            "kind": "compute#network", "id": .string("1000000000000000\(name.utf8.count)"), "name": .string(name),
            "selfLink": Self.link(project, "global/networks/\(name)"),
            "autoCreateSubnetworks": .bool(name == "default"),
            "subnetworks": .array(here.map { Self.link(project, "regions/\($0.region)/subnetworks/\($0.name)") }),
        ]
    }

    func resource(_ subnetwork: NetworkSeed.Subnetwork, _ project: ProjectRecord) -> JSONValue {
        let path = "regions/\(subnetwork.region)/subnetworks/\(subnetwork.name)"
        var members: [String: JSONValue] = [
            "kind": "compute#subnetwork", "id": .string("20000000000000\(path.utf8.count)"),
            "name": .string(subnetwork.name), "network": Self.link(project, "global/networks/\(subnetwork.network)"),
            "region": Self.link(project, "regions/\(subnetwork.region)"), "selfLink": Self.link(project, path),
            "ipCidrRange": .string(subnetwork.range), "purpose": .string(subnetwork.purpose),
            "stackType": "IPV4_ONLY",
            "fingerprint": .string(Base64Text.encode("\(project.id)-\(path)-\(subnetwork.revision)")),
        ]
        if subnetwork.purpose != "PRIVATE" { members["role"] = "ACTIVE" }
        // A false flag is left out.
        if subnetwork.isPrivateAccessOn { members["privateIpGoogleAccess"] = true }
        return .object(members)
    }

    func resource(_ operation: Operation, _ project: ProjectRecord) -> JSONValue {
        let isDone = operation.done <= Date()
        var answer: JSONValue = [
            "kind": "compute#operation", "id": "3000000000000000001", "name": .string(operation.name),
            "operationType": "compute.subnetworks.setPrivateIpGoogleAccess",
            "status": isDone ? "DONE" : "RUNNING", "progress": .integer(isDone ? 100 : 0),
            "region": Self.link(project, "regions/\(operation.region)"),
            "targetLink": Self.link(project, "regions/\(operation.region)/subnetworks/\(operation.subnetwork)"),
            "selfLink": Self.link(project, "regions/\(operation.region)/operations/\(operation.name)"),
        ]
        if isDone, operation.fails {
            answer["httpErrorStatusCode"] = 400
            answer["httpErrorMessage"] = "BAD REQUEST"
            answer["error"] = [
                "errors": [
                    [
                        "code": "RESOURCE_NOT_READY",
                        "message": .string("The resource '\(operation.subnetwork)' is not ready to be changed."),
                    ]
                ]
            ]
        }
        return answer
    }

    /// What an aggregated list says of a region that has nothing.
    static func empty(_ region: String) -> JSONValue {
        [
            "code": "NO_RESULTS_ON_PAGE",
            "message": .string("There are no results for scope 'regions/\(region)' on this page."),
            "data": [["key": "scope", "value": .string("regions/\(region)")]],
        ]
    }

    private static func link(_ project: ProjectRecord, _ path: String) -> JSONValue {
        .string("https://www.googleapis.com/compute/v1/projects/\(project.id)/\(path)")
    }
}
