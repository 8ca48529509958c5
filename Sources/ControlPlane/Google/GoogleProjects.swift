package import Domain
import Foundation
package import GoogleCloud
import Outbound
import Serving

/// What Google's APIs say of the caller and of a project.
package struct GoogleProjects: ProjectFacts {
    private let api: GoogleAPIClient

    package init(_ api: GoogleAPIClient) { self.api = api }

    package func credential() async throws -> CredentialSummary {
        try await asking("who the credentials belong to") {
            guard let identity = try await api.identity() else {
                throw GoogleCloudError(.credentialsNotFound, message: "this manager works without credentials")
            }
            return CredentialSummary(
                email: identity.email, kind: identity.kind, foundIn: identity.place, project: identity.project,
                quotaProject: identity.quotaProject, expiresAt: identity.tokenExpiry.map { $0.ISO8601Format() }
            )
        }
    }

    package func search(_ query: String, pageToken: String?) async throws -> ProjectPage {
        try await asking("the list of projects") {
            // Fields of one query are OR-ed (projects.search): the state is filtered here.
            let words = query.filter { $0.isLetter || $0.isNumber || "-_. ".contains($0) }
            let text = words.isEmpty ? "" : "id:\(words)* name:\(words)*"
            let page = try await ResourceManagerClient(api).search(text, pageToken: pageToken)
            return ProjectPage(
                projects: page.projects.filter { $0.state != "DELETE_REQUESTED" }.map(Self.project),
                nextPageToken: page.nextPageToken
            )
        }
    }

    package func project(_ id: String) async throws -> Domain.Project {
        try await asking("the project \(id)") { Self.project(try await ResourceManagerClient(api).project(id)) }
    }

    package func granted(_ permissions: [String], on project: String) async throws -> Set<String> {
        try await asking("your permissions on \(project)") {
            try await ResourceManagerClient(api).testPermissions(project, permissions)
        }
    }

    package func enabledServices(_ names: [String], in project: String) async throws -> Set<String> {
        try await asking("the enabled APIs of \(project)") {
            let services = try await ServiceUsageClient(api).services(project: project, names)
            return Set(services.filter(\.isEnabled).map(\.id))
        }
    }

    package func isBillingEnabled(_ project: String) async throws -> Bool {
        try await asking("the billing of \(project)") {
            try await BillingClient(api).billingInfo(project: project).isEnabled
        }
    }

    package func subnetworks(in region: String, of project: String) async throws -> [SubnetworkFact] {
        struct Answer: Decodable {
            var items: [Item]?
            struct Item: Decodable {
                var name: String
                var ipCidrRange: String?
                var privateIpGoogleAccess: Bool?
                var purpose: String?
            }
        }
        return try await asking("the subnetworks of \(project) in \(region)") {
            let path = "/compute/v1/projects/\(project)/regions/\(region)/subnetworks"
            let answer = try await api.send(GoogleRequest(.get, .compute, path), as: Answer.self)
            return (answer.items ?? []).filter { $0.purpose == nil || $0.purpose == "PRIVATE" }.map {
                SubnetworkFact(
                    name: $0.name, range: $0.ipCidrRange ?? "",
                    hasPrivateGoogleAccess: $0.privateIpGoogleAccess ?? false
                )
            }
        }
    }

    package func acceleratorQuota(in region: String, of project: String) async throws -> [AcceleratorQuota] {
        try await asking("the GPU quota of \(project)") {
            let infos = try await CloudQuotasClient(api).quotaInfos(project: project, service: "run.googleapis.com")
            let values = Dictionary(infos.map { ($0.quotaId, $0) }, uniquingKeysWith: { first, _ in first })
            func limit(_ accelerator: String, zonalRedundancy: Bool) -> Double? {
                guard
                    let quota = AcceleratorCatalog.quota(of: accelerator, zonalRedundancy: zonalRedundancy),
                    let info = values[quota.id]
                else { return 0 }
                return quota.gpus(value: Double(info.value(region: region) ?? 0), unit: info.metricUnit)
            }
            return AcceleratorCatalog.cloudRun.map {
                AcceleratorQuota(
                    accelerator: $0.name,
                    withZonalRedundancy: limit($0.name, zonalRedundancy: true),
                    withoutZonalRedundancy: limit($0.name, zonalRedundancy: false)
                )
            }
        }
    }

    private static func project(_ project: GoogleCloud.Project) -> Domain.Project {
        Domain.Project(
            id: project.projectId, number: project.number, name: project.displayName, state: project.state
        )
    }

    private func asking<Answer: Sendable>(_ what: String, _ call: () async throws -> Answer) async throws -> Answer {
        do {
            return try await call()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw Problem(google: error, doing: what)
        }
    }
}
