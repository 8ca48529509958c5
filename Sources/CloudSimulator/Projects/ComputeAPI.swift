import Foundation
import HTTPTypes
import Hummingbird

/// As much of `compute.googleapis.com` as a network check needs: networks, subnetworks, Private Google Access, and the
/// operations that change it.
struct ComputeAPI: Sendable {
    static let regions = NetworkSeed.regions

    let projects: ProjectRegistry
    let delay: Duration
    private let networks: StoredState<[String: [NetworkSeed.Subnetwork]]>
    private let operations: StoredState<[String: Operation]>

    /// A change under way: done when its time has come, whether or not anybody asks.
    struct Operation: Sendable, Codable {
        let name: String
        let project: String
        let region: String
        let subnetwork: String
        let isOn: Bool
        /// `requestId`: the same one again is the same operation.
        let request: String
        let done: Date
        let fails: Bool
        var isApplied = false
    }

    init(_ state: StateDirectory, projects: ProjectRegistry, delay: Duration) throws {
        self.projects = projects
        self.delay = delay
        networks = try StoredState(state, "networks.json", initial: NetworkSeed.projects)
        operations = try StoredState(state, "compute-operations.json", initial: [:])
    }

    static let base = "compute/v1/projects/{project}"
    static let listing: Set<String> = ["maxResults", "pageToken", "filter", "orderBy"]

    func addRoutes(to table: inout GoogleRouteTable) {
        let api = self
        addNetworkRoutes(to: &table)
        addOperationRoutes(to: &table)
        addSharingRoutes(to: &table)
        table.on(.get, "\(Self.base)/regions/{region}/subnetworks", query: Self.listing) { call in
            let project = try api.project(call, "compute.subnetworks.list")
            try Self.checkRegion(call["region"])
            let items = try api.subnetworks(project).filter { $0.region == call["region"] }
            return try api.page(call, "compute#subnetworkList", items.map { api.resource($0, project) })
        }
        table.on(.get, "\(Self.base)/regions/{region}/subnetworks/{subnetwork}") { call in
            let project = try api.project(call, "compute.subnetworks.get")
            return try call.json(api.resource(try api.subnetwork(call, project), project))
        }
        let aggregated: Set<String> = [
            "maxResults", "pageToken", "filter", "orderBy", "includeAllScopes", "serviceProjectNumber", "views",
        ]
        table.on(.get, "\(Self.base)/aggregated/subnetworks", query: aggregated) { call in
            let project = try api.project(call, "compute.subnetworks.list")
            let all = try api.subnetworks(project)
            var items: [String: JSONValue] = [:]
            for region in Self.regions {
                let here = all.filter { $0.region == region }.map { api.resource($0, project) }
                items["regions/\(region)"] =
                    here.isEmpty ? ["warning": Self.empty(region)] : ["subnetworks": .array(here)]
            }
            return try call.json([
                "kind": "compute#subnetworkAggregatedList",
                "id": .string("projects/\(project.id)/aggregated/subnetworks"),
                "items": .object(items),
            ])
        }
        let change = "\(Self.base)/regions/{region}/subnetworks/{subnetwork}/setPrivateIpGoogleAccess"
        table.on(.post, change, query: ["requestId"]) { try await api.setPrivateAccess($0) }
    }

    private func addNetworkRoutes(to table: inout GoogleRouteTable) {
        let api = self
        table.on(.get, "\(Self.base)/global/networks", query: Self.listing) { call in
            let project = try api.project(call, "compute.networks.list")
            let names = try Set(api.subnetworks(project).map(\.network)).sorted()
            return try api.page(call, "compute#networkList", try names.map { try api.network($0, project) })
        }
        table.on(.get, "\(Self.base)/global/networks/{network}") { call in
            let project = try api.project(call, "compute.networks.get")
            return try call.json(try api.network(call["network"], project))
        }
    }

    private func addOperationRoutes(to table: inout GoogleRouteTable) {
        let api = self
        let path = "\(Self.base)/regions/{region}/operations/{operation}"
        table.on(.get, path) { call in
            let project = try api.project(call, "compute.regionOperations.get")
            return try call.json(api.resource(try api.operation(call, project), project))
        }
        // Best effort: done, or as it stands after two minutes.
        table.on(.post, "\(path)/wait") { call in
            let project = try api.project(call, "compute.regionOperations.get")
            let operation = try api.operation(call, project)
            let rest = operation.done.timeIntervalSinceNow
            if rest > 0 { try await Task.sleep(for: .seconds(min(rest, 120))) }
            return try call.json(api.resource(operation, project))
        }
    }

    // Changes

    private func setPrivateAccess(_ call: GoogleCall) async throws -> Response {
        let body = try await call.body(.object(["privateIpGoogleAccess": .bool]))
        let project = try project(call, "compute.subnetworks.setPrivateIpGoogleAccess")
        let subnetwork = try subnetwork(call, project)
        guard let isOn = body["privateIpGoogleAccess"]?.bool else {
            throw GoogleError.invalidArgument(
                "Invalid value for field 'resource.privateIpGoogleAccess': ''.", field: "privateIpGoogleAccess"
            )
        }
        let request = call.query["requestId"] ?? ""
        if !request.isEmpty, UUID(uuidString: request) == nil {
            throw GoogleError.invalidArgument(
                "Invalid value for field 'requestId': '\(request)'. Must be a valid UUID.", field: "requestId"
            )
        }
        if let earlier = operations.current.values.first(where: { !request.isEmpty && $0.request == request }) {
            return try call.json(resource(earlier, project))
        }
        let seconds = Double(delay.components.seconds) + Double(delay.components.attoseconds) * 1e-18
        let operation = Operation(
            name: "operation-\(UUID().uuidString.lowercased())", project: project.id, region: subnetwork.region,
            subnetwork: subnetwork.name, isOn: isOn, request: request, done: Date().addingTimeInterval(seconds),
            fails: subnetwork.isLocked
        )
        try operations.update { $0[operation.name] = operation }
        return try call.json(resource(operation, project))
    }

    /// Applies what is due, each once, in the order in which it became due.
    private func settle() throws {
        let now = Date()
        let due = operations.current.values.filter { $0.done <= now && !$0.fails && !$0.isApplied }
        for operation in due.sorted(by: { $0.done < $1.done }) {
            try networks.update { all in
                guard
                    let index = all[operation.project]?.firstIndex(where: {
                        $0.name == operation.subnetwork && $0.region == operation.region
                    })
                else { return }
                all[operation.project]?[index].isPrivateAccessOn = operation.isOn
                all[operation.project]?[index].revision += 1
            }
            try operations.update { $0[operation.name]?.isApplied = true }
        }
    }

    // What there is

    func project(_ call: GoogleCall, _ permission: String) throws -> ProjectRecord {
        try settle()
        try projects.requireService("compute.googleapis.com", on: call["project"])
        return try projects.require(permission, on: call["project"])
    }

    func subnetworks(_ project: ProjectRecord) throws -> [NetworkSeed.Subnetwork] {
        (networks.current[project.id] ?? []).sorted { ($0.region, $0.name) < ($1.region, $1.name) }
    }

    private func subnetwork(_ call: GoogleCall, _ project: ProjectRecord) throws -> NetworkSeed.Subnetwork {
        try Self.checkRegion(call["region"])
        let (region, name) = (call["region"], call["subnetwork"])
        guard let found = try subnetworks(project).first(where: { $0.region == region && $0.name == name }) else {
            throw Self.notFound("projects/\(project.id)/regions/\(region)/subnetworks/\(name)")
        }
        return found
    }

    private func operation(_ call: GoogleCall, _ project: ProjectRecord) throws -> Operation {
        try Self.checkRegion(call["region"])
        guard let found = operations.current[call["operation"]], found.project == project.id,
            found.region == call["region"]
        else {
            throw Self.notFound(
                "projects/\(project.id)/regions/\(call["region"])/operations/\(call["operation"])"
            )
        }
        return found
    }

    func page(_ call: GoogleCall, _ kind: String, _ items: [JSONValue]) throws -> Response {
        let page = try call.query.page(of: items.count, size: "maxResults", standard: 500, maximum: 500)
        var answer: JSONValue = ["kind": .string(kind)]
        if !page.range.isEmpty { answer["items"] = .array(Array(items[page.range])) }
        if let next = page.next { answer["nextPageToken"] = .string(next) }
        return try call.json(answer)
    }

    static func checkRegion(_ region: String) throws {
        guard regions.contains(region) else {
            throw GoogleError.invalidArgument(
                "Invalid value for field 'region': '\(region)'. Unknown region.", field: "region")
        }
    }

    static func notFound(_ resource: String) -> GoogleError { .notFound("The resource '\(resource)' was not found") }
}
