import Domain

/// How many GPUs Cloud Run may use in a region.
struct QuotaCheck: ProjectProbe {
    var project: String
    var region: String

    func run(_ facts: any ProjectFacts) async -> [ProjectCheck] {
        do {
            let quotas = try await facts.acceleratorQuota(in: region, of: project)
            guard !quotas.isEmpty else { return [line("gpu", .unknown, "Google names no GPU quota for \(region)")] }
            return quotas.map(verdict)
        } catch {
            return [line("gpu", .unknown, Problem(wrapping: error).detail)]
        }
    }

    private func verdict(_ quota: AcceleratorQuota) -> ProjectCheck {
        let plain = quota.withoutZonalRedundancy
        let zonal = quota.withZonalRedundancy
        let detail = "\(text(plain)) without zonal redundancy, \(text(zonal)) with"
        let hasAny = plain.map { $0 > 0 } ?? true || zonal.map { $0 > 0 } ?? true
        return line(quota.accelerator, hasAny ? .ok : .missing, detail)
    }

    private func text(_ limit: Double?) -> String {
        guard let limit else { return "unlimited" }
        return limit == limit.rounded() ? "\(Int(limit)) GPUs" : "\(limit) GPUs"
    }

    private func line(_ accelerator: String, _ state: ProjectCheck.State, _ detail: String) -> ProjectCheck {
        ProjectCheck(
            id: "quota.\(accelerator)", group: .quota, title: "GPU quota \(accelerator) in \(region)", state: state,
            detail: detail, why: "A service takes one GPU per instance, up to its maximum number of instances.",
            command: state == .ok
                ? nil : "gcloud beta quotas info list --service=run.googleapis.com --project=\(project)",
            link: "https://console.cloud.google.com/iam-admin/quotas?project=\(project)&service=run.googleapis.com"
        )
    }
}
