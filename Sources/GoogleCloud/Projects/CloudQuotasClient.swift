import Outbound

/// A quota and its values (`cloudquotas.v1.QuotaInfo`).
package struct QuotaInfo: Sendable, Hashable, Decodable {
    package struct Dimensions: Sendable, Hashable, Decodable {
        package struct Details: Sendable, Hashable, Decodable {
            /// Missing means 0, -1 unlimited.
            package var value: GoogleInt64?
        }
        package var dimensions: [String: String]?
        package var details: Details?
        package var applicableLocations: [String]?
    }

    package var quotaId: String
    package var metric: String?
    package var metricUnit: String?
    package var quotaDisplayName: String?
    package var isFixed: Bool?
    /// From the most specific to the most general.
    package var dimensionsInfos: [Dimensions]?
    package var serviceRequestQuotaUri: String?

    /// The value that holds in a region; nil when the quota does not apply there, -1 for no limit.
    package func value(region: String) -> Int64? {
        let infos = dimensionsInfos ?? []
        let exact = infos.first { $0.dimensions?["region"] == region }
        let general = infos.first { $0.applicableLocations?.contains(region) ?? false }
        return (exact ?? general).map { $0.details?.value?.value ?? 0 }
    }
}

/// Cloud Quotas.
package struct CloudQuotasClient: Sendable {
    package let api: GoogleAPIClient

    package init(_ api: GoogleAPIClient) {
        self.api = api
    }

    /// Every quota of a service such as `run.googleapis.com`.
    package func quotaInfos(project: String, service: String) async throws -> [QuotaInfo] {
        struct Answer: Decodable {
            var quotaInfos: [QuotaInfo]?
            var nextPageToken: String?
        }
        var found: [QuotaInfo] = []
        var token: String?
        repeat {
            let query = [("pageSize", "500")] + (token.map { [("pageToken", $0)] } ?? [])
            let request = GoogleRequest(.get, .cloudQuotas, Self.path(project, service), query: query)
            let page = try await api.send(request, as: Answer.self)
            found += page.quotaInfos ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found
    }

    package func quotaInfo(project: String, service: String, id: String) async throws -> QuotaInfo {
        let path = "\(Self.path(project, service))/\(PercentEncoding.component(id))"
        return try await api.send(GoogleRequest(.get, .cloudQuotas, path))
    }

    private static func path(_ project: String, _ service: String) -> String {
        let project = PercentEncoding.component(project)
        return "/v1/projects/\(project)/locations/global/services/\(PercentEncoding.component(service))/quotaInfos"
    }
}
