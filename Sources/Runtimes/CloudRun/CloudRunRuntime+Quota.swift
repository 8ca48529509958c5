import Domain
import GoogleCloud
import Outbound
import Serving

extension CloudRunRuntime {
    /// The GPU quota of a region beside what the plan asks for (Cloud Quotas API). Not being allowed to look is a
    /// warning, never an error.
    func quota(of spec: ServiceSpec, region: String) async -> (uses: [QuotaUse], problems: [PlanProblem]) {
        guard let accelerator = spec.accelerator,
            let quota = AcceleratorCatalog.quota(of: accelerator, zonalRedundancy: spec.zonalRedundancy)
        else { return ([], []) }
        let requested = Double(max(1, spec.maxInstances))
        let place = "/v1/projects/\(project)/locations/global/services/run.googleapis.com/quotaInfos/\(quota.id)"
        let info: QuotaInfo
        do {
            info = try await run.api.send(GoogleRequest(.get, .cloudQuotas, place))
        } catch {
            let detail = (error as? GoogleCloudError)?.message ?? "\(error)"
            return (
                [QuotaUse(name: quota.id, limit: nil, used: 0, requested: requested)],
                [
                    PlanProblem(
                        .warning, code: "quota-unknown",
                        detail: "The GPU quota of \(region) could not be read: \(detail)",
                        fix:
                            "Grant yourself roles/cloudquotas.viewer, and enable cloudquotas.googleapis.com, to see it."
                    )
                ]
            )
        }
        let limit = quota.gpus(value: info.value(in: region), unit: info.metricUnit)
        let use = QuotaUse(name: quota.id, limit: limit, used: 0, requested: requested)
        guard let limit, requested > limit else { return ([use], []) }
        let advice = limit > 0 ? "Ask for \(Int(limit)) instances at most, or request quota" : "Request quota"
        return (
            [use],
            [
                PlanProblem(
                    .error, code: Problem.Code.quotaExceeded.rawValue,
                    detail: "\(quota.id): \(Int(requested)) GPU(s) asked for, \(Int(limit)) allowed in \(region)",
                    fix: "\(advice) at https://g.co/cloudrun/gpu-quota."
                )
            ]
        )
    }
}

/// `cloudquotas.v1.QuotaInfo`, as far as we read it.
private struct QuotaInfo: Decodable {
    var metricUnit: String?
    var dimensionsInfos: [DimensionsInfo]?

    struct DimensionsInfo: Decodable {
        var dimensions: [String: String]?
        var details: Details?
        var applicableLocations: [String]?
    }

    struct Details: Decodable { var value: GoogleInt64? }

    /// The entry of the region, else the first that applies to it; a missing value means 0, -1 unlimited.
    func value(in region: String) -> Double {
        let entries = dimensionsInfos ?? []
        let entry =
            entries.first { $0.dimensions?["region"] == region }
            ?? entries.first { $0.applicableLocations?.contains(region) == true }
        return Double(entry?.details?.value?.value ?? 0)
    }
}
