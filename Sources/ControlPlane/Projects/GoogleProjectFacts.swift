package import Domain
import Foundation
package import GoogleCloud
import Outbound

/// The facts of a project from Google's own APIs.
package struct GoogleProjectFacts: ProjectFacts {
    private let api: GoogleAPIClient

    package init(_ api: GoogleAPIClient) { self.api = api }

    package func credential() async throws -> CredentialSummary {
        let identity = try await translated { try await api.identity() }
        guard let identity else {
            throw Problem(
                .unauthenticated, "No Google credentials", detail: "none was found in any place that was searched",
                fix: "Run: gcloud auth application-default login"
            )
        }
        return CredentialSummary(
            email: identity.email, kind: identity.kind, foundIn: identity.place, project: identity.project,
            quotaProject: identity.quotaProject, expiresAt: identity.tokenExpiry?.formatted(.iso8601)
        )
    }

    /// - Parameter query: words; each field of a project's name and id is asked for them as a prefix.
    package func search(_ query: String, pageToken: String?) async throws -> ProjectPage {
        let words = query.filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == " " }
        let text = words.trimmingCharacters(in: .whitespaces)
        let google = text.isEmpty ? "" : "displayName:\(text)* OR projectId:\(text)*"
        let page = try await translated {
            try await ResourceManagerClient(api).search(google, pageSize: 100, pageToken: pageToken)
        }
        let active = page.projects.filter { $0.state != "DELETE_REQUESTED" }
        return ProjectPage(projects: active.map(Self.project), nextPageToken: page.nextPageToken)
    }

    package func project(_ id: String) async throws -> Domain.Project {
        try await translated { Self.project(try await ResourceManagerClient(api).project(id)) }
    }

    package func granted(_ permissions: [String], on project: String) async throws -> Set<String> {
        try await translated { try await ResourceManagerClient(api).testPermissions(project, permissions) }
    }

    package func enabledServices(_ names: [String], in project: String) async throws -> Set<String> {
        try await translated {
            let services = try await ServiceUsageClient(api).services(project: project, names)
            return Set(services.filter(\.isEnabled).map(\.id))
        }
    }

    package func isBillingEnabled(_ project: String) async throws -> Bool {
        try await translated { try await BillingClient(api).billingInfo(project: project).isEnabled }
    }

    private static func project(_ project: GoogleCloud.Project) -> Domain.Project {
        Domain.Project(
            id: project.projectId, number: project.number, name: project.displayName, state: project.state
        )
    }
}

extension GoogleProjectFacts {
    /// Compute Engine's subnetworks of the region; those of another purpose (proxies, …) cannot carry a service.
    package func subnetworks(in region: String, of project: String) async throws -> [SubnetworkFact] {
        struct Subnetwork: Decodable {
            var name: String
            var ipCidrRange: String?
            var privateIpGoogleAccess: Bool?
            var purpose: String?
        }
        struct Answer: Decodable { var items: [Subnetwork]? }
        guard region.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }) else {
            throw Problem(.invalidRequest, "Not a region", detail: "‘\(region.prefix(100))’")
        }
        let path = "/compute/v1/projects/\(project)/regions/\(region)/subnetworks"
        let answer = try await translated {
            try await api.send(GoogleRequest(.get, .compute, path), as: Answer.self)
        }
        let usable = (answer.items ?? []).filter { $0.purpose == nil || $0.purpose == "PRIVATE" }
        return usable.map { item -> SubnetworkFact in
            let hasAccess = item.privateIpGoogleAccess ?? false
            return SubnetworkFact(name: item.name, range: item.ipCidrRange ?? "", hasPrivateGoogleAccess: hasAccess)
        }
    }

    /// Cloud Run's GPU quotas. The RTX quota counts thousandths of a GPU: values from 1000 on are read so.
    package func acceleratorQuota(in region: String, of project: String) async throws -> [AcceleratorQuota] {
        let infos = try await translated {
            try await CloudQuotasClient(api).quotaInfos(project: project, service: "run.googleapis.com")
        }
        let byID = Dictionary(infos.map { ($0.quotaId, $0) }) { first, _ in first }
        return Self.names.compactMap { accelerator, name, isMilli in
            let zonal = byID["\(name)GpuAllocPerProjectRegion"]
            let plain = byID["\(name)GpuAllocNoZonalRedundancyPerProjectRegion"]
            guard zonal != nil || plain != nil else { return nil }
            return AcceleratorQuota(
                accelerator: accelerator, withZonalRedundancy: Self.gpus(zonal, region, isMilli),
                withoutZonalRedundancy: Self.gpus(plain, region, isMilli)
            )
        }
    }

    private static let names = [
        ("nvidia-l4", "NvidiaL4", false), ("nvidia-rtx-pro-6000", "NvidiaRtxPro6000", true),
    ]

    /// - Returns: 0 where the quota does not apply, nil for unlimited.
    private static func gpus(_ info: QuotaInfo?, _ region: String, _ isMilli: Bool) -> Double? {
        let value = info?.value(region: region) ?? 0
        guard value >= 0 else { return nil }
        return isMilli && value >= 1000 ? Double(value) / 1000 : Double(value)
    }

    private func translated<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch {
            throw Problem(wrapping: error)
        }
    }
}
