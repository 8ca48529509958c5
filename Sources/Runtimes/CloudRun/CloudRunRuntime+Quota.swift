import Domain
import GoogleCloud
import Outbound
import Serving

extension CloudRunRuntime {
    /// The GPU quota of a region beside what the plan asks for (Cloud Quotas API). Not being allowed to look is a
    /// warning, never an error.
    ///
    /// Cloud Run counts the most instances that every service may have; the service that is planned counts as planned.
    func quota(of spec: ServiceSpec, for id: ServiceID) async -> (uses: [QuotaUse], problems: [PlanProblem]) {
        guard let accelerator = spec.accelerator,
            let quota = AcceleratorCatalog.quota(of: accelerator, zonalRedundancy: spec.zonalRedundancy)
        else { return ([], []) }
        let region = id.region
        let requested = Double(max(1, spec.maxInstances))
        let info: QuotaInfo
        let used: Double
        do {
            let client = CloudQuotasClient(run.api)
            info = try await client.quotaInfo(project: project, service: "run.googleapis.com", id: quota.id)
            used = try await gpusInUse(accelerator, zonalRedundancy: spec.zonalRedundancy, beside: id)
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
        let limit = quota.gpus(value: Double(info.value(region: region) ?? 0), unit: info.metricUnit)
        let use = QuotaUse(name: quota.id, limit: limit, used: used, requested: requested)
        guard let limit, used + requested > limit else { return ([use], []) }
        let left = max(0, limit - used)
        let advice = left > 0 ? "Ask for \(Int(left)) instances at most, or request quota" : "Request quota"
        return (
            [use],
            [
                PlanProblem(
                    .error, code: Problem.Code.quotaExceeded.rawValue,
                    detail: "\(quota.id): \(Int(requested)) GPU(s) asked for, \(Int(limit)) allowed in \(region), "
                        + "\(Int(used)) taken by other services",
                    fix: "\(advice) at https://g.co/cloudrun/gpu-quota."
                )
            ]
        )
    }

    private func gpusInUse(_ accelerator: String, zonalRedundancy: Bool, beside id: ServiceID) async throws -> Double {
        let services = try await run.servicesJSON(project: project, region: id.region)
        let counts = services.map { service -> Int64 in
            let template = service["template"]
            let isSame =
                template?["nodeSelector"]?["accelerator"]?.string == accelerator
                && (template?["gpuZonalRedundancyDisabled"]?.bool ?? false) != zonalRedundancy
                && service["name"]?.string?.hasSuffix("/\(id.name)") != true
            // Cloud Run's own default is 100.
            return isSame ? template?["scaling"]?["maxInstanceCount"]?.integer ?? 100 : 0
        }
        return Double(counts.reduce(0, +))
    }
}
