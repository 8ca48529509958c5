import Foundation
import HTTPTypes
import Hummingbird

/// `serviceusage.googleapis.com`: which APIs a project has on. Enabling takes the configured delay.
struct ServiceUsageAPI: Sendable {
    let projects: ProjectRegistry
    let delay: Duration
    private let operations: StoredState<[String: Enabling]>

    /// An enabling under way; it is done when its time has come, whether or not anybody asks.
    struct Enabling: Sendable, Codable {
        let project: String
        let services: [String]
        let done: Date
    }

    init(_ state: StateDirectory, projects: ProjectRegistry, delay: Duration) throws {
        self.projects = projects
        self.delay = delay
        operations = try StoredState(state, "enabling.json", initial: [:])
    }

    func addRoutes(to table: inout GoogleRouteTable) {
        let api = self
        let base = "v1/projects/{project}/services"
        table.on(.get, "\(base):batchGet", query: ["names"]) { call in
            let project = try api.project(call, "serviceusage.services.get")
            let names = call.query.all("names")
            guard names.count <= 30 else { throw GoogleError.invalidArgument("At most 30 names.", field: "names") }
            let services = try names.map { name in
                let parent = "projects/\(call["project"])/services/"
                guard name.hasPrefix(parent) else {
                    throw GoogleError.invalidArgument("The name \(name) is not below \(parent).", field: "names")
                }
                return try Self.resource(String(name.dropFirst(parent.count)), in: project)
            }
            return try call.json(services.isEmpty ? [:] : ["services": .array(services)])
        }
        table.on(.get, base, query: ["filter", "pageSize", "pageToken"]) { call in
            let project = try api.project(call, "serviceusage.services.list")
            let filter = call.query["filter"] ?? ""
            guard ["", "state:ENABLED", "state:DISABLED"].contains(filter) else {
                throw GoogleError.invalidArgument("Invalid filter \(filter).", field: "filter")
            }
            let services = ServiceCatalog.titles.keys.sorted().filter { service in
                filter.isEmpty || project.enabledServices.contains(service) == (filter == "state:ENABLED")
            }
            return try call.list(
                "services", try services.map { try Self.resource($0, in: project) }, standard: 50, maximum: 200
            )
        }
        table.on(.get, "\(base)/{service}") { call in
            let project = try api.project(call, "serviceusage.services.get")
            return try call.json(try Self.resource(call["service"], in: project))
        }
        table.on(.post, "\(base)/{service}:enable") { call in
            _ = try await call.body(.object([:]))
            return try api.enable(call, [call["service"]])
        }
        table.on(.post, "\(base):batchEnable") { call in
            let body = try await call.body(.object(["serviceIds": .array(.string)]))
            return try api.enable(call, (body["serviceIds"]?.array ?? []).compactMap(\.string))
        }
        table.on(.get, "v1/operations/{operation}") { try api.operation($0) }
    }

    private func project(_ call: GoogleCall, _ permission: String) throws -> ProjectRecord {
        try settle()
        return try projects.require(permission, on: call["project"])
    }

    private func enable(_ call: GoogleCall, _ services: [String]) throws -> Response {
        let project = try project(call, "serviceusage.services.enable")
        guard (1...20).contains(services.count) else {
            throw GoogleError.invalidArgument("Between 1 and 20 services can be enabled at once.", field: "serviceIds")
        }
        for service in services where ServiceCatalog.titles[service] == nil { throw Self.unknown(service) }
        if project.billingAccount == nil, services.contains(where: { Self.paid.contains($0) }) {
            throw GoogleError(
                .badRequest, "FAILED_PRECONDITION",
                "Billing account for project '\(project.number)' is not found. Billing must be enabled for activation "
                    + "of service(s) '\(services.joined(separator: ","))' to proceed.",
                reason: "UREQ_PROJECT_BILLING_NOT_FOUND",
                details: [
                    GoogleError.info("UREQ_PROJECT_BILLING_NOT_FOUND", domain: "serviceusage.googleapis.com", [:])
                ]
            )
        }
        if project.enabledServices.isSuperset(of: services) {
            return try call.json(["name": "operations/noop.DONE_OPERATION", "done": true, "response": [:]])
        }
        let id = "acat.p2-\(project.number)-\(UUID().uuidString.lowercased())"
        let seconds = Double(delay.components.seconds) + Double(delay.components.attoseconds) * 1e-18
        let enabling = Enabling(
            project: project.id, services: services, done: Date().addingTimeInterval(seconds)
        )
        try operations.update { $0[id] = enabling }
        try settle()
        return try call.json(answer(id, enabling))
    }

    private func operation(_ call: GoogleCall) throws -> Response {
        if call["operation"] == "noop.DONE_OPERATION" {
            throw GoogleError.invalidArgument("The operation noop.DONE_OPERATION cannot be polled.")
        }
        try settle()
        guard let enabling = operations.current[call["operation"]] else {
            throw GoogleError.notFound("Operation \(call["operation"]) not found.")
        }
        return try call.json(answer(call["operation"], enabling))
    }

    private func answer(_ id: String, _ enabling: Enabling) -> JSONValue {
        var operation: JSONValue = ["name": .string("operations/\(id)")]
        guard enabling.done <= Date() else { return operation }
        operation["done"] = true
        operation["response"] = ["@type": "type.googleapis.com/google.api.serviceusage.v1.BatchEnableServicesResponse"]
        return operation
    }

    /// Enables what is due.
    private func settle() throws {
        let now = Date()
        for enabling in operations.current.values where enabling.done <= now {
            guard let project = projects.find(enabling.project),
                !project.enabledServices.isSuperset(of: enabling.services)
            else { continue }
            try projects.update(project.id) { $0.enabledServices.formUnion(enabling.services) }
        }
    }

    /// APIs that cannot be enabled without a billing account.
    private static let paid: Set<String> = [
        "run.googleapis.com", "compute.googleapis.com", "secretmanager.googleapis.com",
        "artifactregistry.googleapis.com", "vpcaccess.googleapis.com",
    ]

    private static func unknown(_ service: String) -> GoogleError {
        GoogleError(
            .forbidden, "PERMISSION_DENIED", "Not found or permission denied for service(s): \(service).",
            reason: "SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED"
        )
    }

    private static func resource(_ service: String, in project: ProjectRecord) throws -> JSONValue {
        guard let title = ServiceCatalog.titles[service] else { throw unknown(service) }
        return [
            "name": .string("\(project.numericName)/services/\(service)"), "parent": .string(project.numericName),
            "config": ["name": .string(service), "title": .string(title)],
            "state": project.enabledServices.contains(service) ? "ENABLED" : "DISABLED",
        ]
    }
}
