import Domain
import GoogleCloud
import Serving

extension GoogleProjects {
    package func enabledServices(_ names: [String], in project: String) async throws -> Set<String> {
        try await asking("the enabled APIs of \(project)") {
            let services = try await ServiceUsageClient(api).services(project: project, names)
            return Set(services.filter(\.isEnabled).map(\.id))
        }
    }

    package func billing(of project: String) async throws -> BillingFact {
        try await asking("the billing of \(project)") {
            let info = try await BillingClient(api).billingInfo(project: project)
            return BillingFact(
                isEnabled: info.isEnabled, account: info.billingAccountName.flatMap { $0.isEmpty ? nil : $0 }
            )
        }
    }

    package func quotas(of project: String) async throws -> [QuotaFact] {
        try await asking("the quota of Cloud Run in \(project)") {
            let infos = try await CloudQuotasClient(api).quotaInfos(project: project, service: "run.googleapis.com")
            return infos.map { info in
                let regions = AcceleratorCatalog.regions + (info.dimensionsInfos ?? []).flatMap(Self.regions)
                let values = Set(regions).compactMap { region in info.value(region: region).map { (region, $0) } }
                return QuotaFact(
                    id: info.quotaId, unit: info.metricUnit, values: Dictionary(values) { first, _ in first }
                )
            }
        }
    }

    private static func regions(_ dimensions: QuotaInfo.Dimensions) -> [String] {
        (dimensions.applicableLocations ?? []) + [dimensions.dimensions?["region"]].compactMap(\.self)
    }

    package func usage(in region: String, of project: String) async throws -> [UsageFact] {
        try await asking("the services of \(project) in \(region)") {
            try await CloudRunClient(api).servicesJSON(project: project, region: region).map(Self.usage)
        }
    }

    /// The most that a service may take as it is configured; Cloud Run's own default is 100 instances.
    private static func usage(_ service: GoogleJSON) -> UsageFact {
        let template = service["template"]
        let most = Double(int(template?["scaling"]?["maxInstanceCount"]) ?? 100)
        let bound = int(service["scaling"]?["maxInstanceCount"]).map { min(most, Double($0)) } ?? most
        let isManual = service["scaling"]?["scalingMode"]?.string == "MANUAL"
        let instances = isManual ? Double(int(service["scaling"]?["manualInstanceCount"]) ?? 0) : bound
        var (gpus, cpu, memory) = (0.0, 0.0, 0.0)
        if case .array(let containers) = template?["containers"] {
            for container in containers {
                let limits = container["resources"]?["limits"]
                gpus += quantity(limits?["nvidia.com/gpu"]) ?? 0
                cpu += quantity(limits?["cpu"]) ?? 1
                memory += quantity(limits?["memory"]) ?? 512 * 1_048_576
            }
        }
        let accelerator = template?["nodeSelector"]?["accelerator"]?.string
        var isRedundant = accelerator != nil
        if case .bool(true) = template?["gpuZonalRedundancyDisabled"] { isRedundant = false }
        return UsageFact(
            service: service["name"]?.string?.split(separator: "/").last.map(String.init) ?? "",
            accelerator: accelerator, hasZonalRedundancy: isRedundant,
            gpus: instances * (accelerator == nil ? 0 : max(1, gpus)), cpu: instances * cpu,
            memory: instances * memory
        )
    }

    private static func int(_ value: GoogleJSON?) -> Int64? {
        switch value {
        case .integer(let number): number
        case .string(let text): Int64(text)
        default: nil
        }
    }

    /// A Kubernetes quantity: `4`, `4000m`, `16Gi`, `512M`.
    static func quantity(_ value: GoogleJSON?) -> Double? {
        guard let text = value?.string ?? int(value).map(String.init) else { return nil }
        let units: [(String, Double)] = [
            ("Ki", 1024), ("Mi", 1_048_576), ("Gi", 1_073_741_824), ("Ti", 1_099_511_627_776), ("m", 0.001),
            ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12),
        ]
        for (unit, factor) in units where text.hasSuffix(unit) {
            return Double(text.dropLast(unit.count)).map { $0 * factor }
        }
        return Double(text)
    }
}
