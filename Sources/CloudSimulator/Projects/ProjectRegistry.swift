import HTTPTypes

/// The simulated projects: what every API asks before it does anything in one.
package final class ProjectRegistry: Sendable {
    private let stored: StoredState<[ProjectRecord]>

    package init(_ state: StateDirectory) throws {
        stored = try StoredState(state, "projects.json", initial: ProjectRegistry.seed)
    }

    package var all: [ProjectRecord] { stored.current }

    /// By id or by number; with or without `projects/` before it.
    package func find(_ name: String) -> ProjectRecord? {
        let key = name.hasPrefix("projects/") ? String(name.dropFirst(9)) : name
        return stored.current.first { $0.id == key || $0.number == key }
    }

    /// The project, where the caller holds the permission; otherwise (and for an unknown project) 403 as IAM says it.
    @discardableResult
    package func require(_ permission: String, on name: String) throws -> ProjectRecord {
        guard let project = find(name), project.grants(permission) else {
            let resource = name.hasPrefix("projects/") ? name : "projects/\(name)"
            let service = permission.split(separator: ".").first.map { Self.service(of: String($0)) }
            throw GoogleError.permissionDenied(
                permission: permission, resource: resource, service: service ?? "iam.googleapis.com"
            )
        }
        return project
    }

    /// The project, where the service is enabled; otherwise 403 SERVICE_DISABLED with the link that enables it.
    @discardableResult
    package func requireService(_ service: String, on name: String) throws -> ProjectRecord {
        guard let project = find(name) else {
            throw GoogleError.permissionDenied(
                permission: "serviceusage.services.use", resource: "projects/\(name)", service: service
            )
        }
        guard project.enabledServices.contains(service) else { throw Self.disabled(service, in: project) }
        return project
    }

    /// The project, where it is linked to a billing account; otherwise 403 BILLING_DISABLED.
    @discardableResult
    package func requireBilling(on name: String, service: String) throws -> ProjectRecord {
        guard let project = find(name) else { return try requireService(service, on: name) }
        guard project.billingAccount != nil else {
            throw GoogleError(
                .forbidden,
                "PERMISSION_DENIED",
                "This API method requires billing to be enabled. Please enable billing on project #\(project.number) "
                    + "by visiting https://console.developers.google.com/billing/enable?project=\(project.number) "
                    + "then retry.",
                reason: "accountDisabled",
                details: [
                    GoogleError.info(
                        "BILLING_DISABLED",
                        ["service": .string(service), "consumer": .string(project.numericName)]
                    )
                ]
            )
        }
        return project
    }

    /// Changes a project; the permission must have been checked.
    package func update(_ id: String, _ change: (inout ProjectRecord) throws -> Void) throws {
        try stored.update { projects in
            guard let index = projects.firstIndex(where: { $0.id == id || $0.number == id }) else { return }
            try change(&projects[index])
        }
    }

    private static func service(of prefix: String) -> String {
        switch prefix {
        case "resourcemanager": "cloudresourcemanager.googleapis.com"
        default: "\(prefix).googleapis.com"
        }
    }

    private static func disabled(_ service: String, in project: ProjectRecord) -> GoogleError {
        let link =
            "https://console.developers.google.com/apis/api/\(service)/overview?project=\(project.number)"
        let title = ServiceCatalog.title(of: service)
        let message =
            "\(title) has not been used in project \(project.number) before or it is disabled. Enable it by visiting "
            + "\(link) then retry. If you enabled this API recently, wait a few minutes for the action to propagate "
            + "to our systems and retry."
        let metadata: [String: JSONValue] = [
            "service": .string(service), "consumer": .string(project.numericName), "serviceTitle": .string(title),
            "containerInfo": .string(project.number), "activationUrl": .string(link),
        ]
        let help: JSONValue = [
            "@type": "type.googleapis.com/google.rpc.Help",
            "links": [["description": "Google developers console API activation", "url": .string(link)]],
        ]
        return GoogleError(
            .forbidden, "PERMISSION_DENIED", message, reason: "accessNotConfigured",
            details: [GoogleError.info("SERVICE_DISABLED", metadata), help]
        )
    }
}
