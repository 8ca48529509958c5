import Domain
import GoogleCloud
import Serving

/// The quotas of Cloud Run in a project and what is used of them, fetched once for as many regions as a question needs.
///
/// Cloud Run counts the most instances that every service may have; the service that is planned counts as planned.
struct QuotaBook: Sendable {
    /// What the other services of a region may take at most.
    struct Use: Sendable {
        /// By accelerator; the second word says whether with zonal redundancy.
        var gpus: [String: Double] = [:]
        var cpu = 0.0
        var gibibytes = 0.0

        static func key(_ accelerator: String, _ zonalRedundancy: Bool) -> String {
            "\(accelerator) \(zonalRedundancy ? "zonal" : "plain")"
        }
    }

    /// By id; or why they could not be read.
    var infos: Result<[String: QuotaInfo], GoogleCloudError>
    /// By region; or why the services there could not be read.
    var uses: [String: Result<Use, GoogleCloudError>]

    /// What `services` may take at most, without the one of that name.
    static func use(of services: [GoogleJSON], beside name: String?) -> Use {
        var use = Use()
        for service in services {
            if let name, service["name"]?.string?.hasSuffix("/\(name)") == true { continue }
            let template = service["template"]
            // Cloud Run's own default is 100 instances.
            let most = Double(max(1, template?["scaling"]?["maxInstanceCount"]?.integer ?? 100))
            if let accelerator = template?["nodeSelector"]?["accelerator"]?.string {
                let isRedundant = !(template?["gpuZonalRedundancyDisabled"]?.bool ?? false)
                use.gpus[Use.key(accelerator, isRedundant), default: 0] += most
            }
            for container in template?["containers"]?.array ?? [] {
                let limits = container["resources"]?["limits"]
                use.cpu += most * (CloudRunQuantity.cpus(limits?["cpu"]?.string) ?? 1)
                use.gibibytes += most * (CloudRunQuantity.gibibytes(limits?["memory"]?.string) ?? 0.5)
            }
        }
        return use
    }

    /// What a spec asks in a region: its GPU's quota with and without zonal redundancy, CPU, memory.
    func uses(of spec: ServiceSpec, in region: String) -> [QuotaUse] {
        let instances = Double(max(1, spec.maxInstances))
        var found: [QuotaUse] = []
        if let accelerator = spec.accelerator, accelerator != "cpu" {
            for isRedundant in [spec.zonalRedundancy, !spec.zonalRedundancy] {
                guard let quota = AcceleratorCatalog.quota(of: accelerator, zonalRedundancy: isRedundant) else {
                    continue
                }
                let title = AcceleratorCatalog.title(accelerator) + (isRedundant ? " with" : " without")
                found.append(
                    use(
                        quota.id, "\(title) zonal redundancy", "GPU", region,
                        asked: isRedundant == spec.zonalRedundancy ? instances : 0,
                        limit: { quota.gpus(value: $0, unit: $1) },
                        used: { $0.gpus[Use.key(accelerator, isRedundant)] ?? 0 }
                    )
                )
            }
        }
        // Counted in thousandths of a vCPU, and in bytes.
        let cpu = use(
            "CpuAllocPerProjectRegion", "CPU", "vCPU", region, asked: instances * Double(spec.cpu ?? 0),
            limit: { value, _ in value / 1000 }, used: \.cpu
        )
        let memory = use(
            "MemAllocPerProjectRegion", "Memory", "GiB", region, asked: instances * (spec.memory?.gibibytes ?? 0),
            limit: { value, _ in value / Double(1 << 30) }, used: \.gibibytes
        )
        return found + [cpu, memory]
    }

    private func use(
        _ id: String, _ title: String, _ unit: String, _ region: String, asked: Double,
        limit: (Double, String?) -> Double?, used: (Use) -> Double
    ) -> QuotaUse {
        var result = QuotaUse(
            name: id, title: title, region: region, unit: unit, standing: .unknown, limit: nil, used: 0,
            requested: asked
        )
        guard case .success(let infos) = infos, case .success(let inUse)? = uses[region], let info = infos[id],
            let value = info.value(region: region)
        else { return result }
        result.used = used(inUse)
        result.limit = value < 0 ? nil : limit(Double(value), info.metricUnit)
        result.standing = value < 0 ? .unlimited : .limited
        return result
    }

    /// What of it stands in the way. A quota that could not be read is a warning, once.
    func problems(of uses: [QuotaUse], in region: String) -> [PlanProblem] {
        var problems: [PlanProblem] = []
        if let why = gap(in: region) {
            problems.append(
                PlanProblem(
                    .warning, code: "quota-unknown", detail: "The quotas of \(region) could not be read: \(why)",
                    fix: "Grant yourself roles/cloudquotas.viewer, and enable cloudquotas.googleapis.com, to see them."
                )
            )
        }
        for use in uses where use.isExceeded {
            let left = use.left ?? 0
            let most = use.unit == "GPU" && left >= 1 ? "Ask for \(Int(left)) instances at most, or request quota" : nil
            problems.append(
                PlanProblem(
                    .error, code: Problem.Code.quotaExceeded.rawValue,
                    detail: "\(use.title): \(Self.text(use.requested)) \(use.unit) asked for, "
                        + "\(Self.text(use.limit ?? 0)) allowed in \(region), "
                        + "\(Self.text(use.used)) taken by other services (\(use.name))",
                    fix: "\(most ?? "Request quota") at https://g.co/cloudrun/gpu-quota."
                )
            )
        }
        return problems
    }

    private func gap(in region: String) -> String? {
        if case .failure(let error) = infos { return error.message }
        if case .failure(let error)? = uses[region] { return error.message }
        return nil
    }

    private static func text(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\((number * 10).rounded() / 10)"
    }
}
