import HTTPTypes
import Hummingbird

/// `cloudquotas.googleapis.com`: what Cloud Run grants a project of each GPU.
struct QuotasAPI: Sendable {
    let projects: ProjectRegistry

    /// One quota of Cloud Run.
    package struct Quota: Sendable {
        let id: String
        let metric: String
        let title: String
        let unit: String
        /// The value per region; `*` is every other region.
        let values: [String: Int64]
    }

    /// 3 L4 without zonal redundancy per region, none with it; RTX in thousandths of a GPU.
    static let quotas: [Quota] = [
        Quota(
            id: "NvidiaL4GpuAllocNoZonalRedundancyPerProjectRegion",
            metric: "run.googleapis.com/nvidia_l4_gpu_allocation_no_zonal_redundancy",
            title: "Total Nvidia L4 GPU allocation without zonal redundancy, per project per region", unit: "1",
            values: ["*": 3]
        ),
        Quota(
            id: "NvidiaL4GpuAllocPerProjectRegion", metric: "run.googleapis.com/nvidia_l4_gpu_allocation",
            title: "Total Nvidia L4 GPU allocation, per project per region", unit: "1", values: [:]
        ),
        Quota(
            id: "NvidiaRtxPro6000GpuAllocNoZonalRedundancyPerProjectRegion",
            metric: "run.googleapis.com/nvidia_rtx_pro_6000_gpu_allocation_no_zonal_redundancy",
            title: "Total Nvidia RTX PRO 6000 GPU allocation without zonal redundancy, per project per region",
            unit: "{milli_gpu}", values: ["us-central1": 3000, "europe-west4": 3000]
        ),
        Quota(
            id: "NvidiaRtxPro6000GpuAllocPerProjectRegion",
            metric: "run.googleapis.com/nvidia_rtx_pro_6000_gpu_allocation",
            title: "Total Nvidia RTX PRO 6000 GPU allocation, per project per region", unit: "{milli_gpu}", values: [:]
        ),
        Quota(
            id: "CpuAllocPerProjectRegion", metric: "run.googleapis.com/cpu_allocation",
            title: "Total CPU allocation, per project per region", unit: "{milli_vcpu}", values: ["*": 400_000]
        ),
        Quota(
            id: "MemAllocPerProjectRegion", metric: "run.googleapis.com/memory_allocation",
            title: "Total memory allocation, in bytes, per project per region", unit: "By",
            values: ["*": 1_717_986_918_400]
        ),
    ]

    func addRoutes(to table: inout GoogleRouteTable) {
        let api = self
        let base = "v1/projects/{project}/locations/global/services/{service}/quotaInfos"
        table.on(.get, base, query: ["pageSize", "pageToken"]) { call in
            let project = try api.project(call)
            let quotas = call["service"] == "run.googleapis.com" ? Self.quotas : []
            return try call.list("quotaInfos", quotas.map { Self.resource($0, project) }, standard: 100, maximum: 2000)
        }
        table.on(.get, "\(base)/{quota}") { call in
            let project = try api.project(call)
            guard call["service"] == "run.googleapis.com",
                let quota = Self.quotas.first(where: { $0.id == call["quota"] })
            else { throw GoogleError.notFound("Requested entity was not found.") }
            return try call.json(Self.resource(quota, project))
        }
    }

    private func project(_ call: GoogleCall) throws -> ProjectRecord {
        try projects.requireService("cloudquotas.googleapis.com", on: call["project"])
        return try projects.require("cloudquotas.quotas.get", on: call["project"])
    }

    /// From specific to general; a value of nothing has no `value` member.
    private static func resource(_ quota: Quota, _ project: ProjectRecord) -> JSONValue {
        let values = values(of: quota, in: project)
        var infos: [JSONValue] = values.sorted { $0.key < $1.key }.filter { $0.key != "*" }.map { region, value in
            [
                "dimensions": ["region": .string(region)], "details": ["value": .string("\(value)")],
                "applicableLocations": [.string(region)],
            ]
        }
        let rest = ComputeAPI.regions.filter { values[$0] == nil }
        let details: JSONValue = values["*"].map { ["value": .string("\($0)")] } ?? [:]
        infos.append(["details": details, "applicableLocations": .array(rest.map { .string($0) })])
        let parent = "\(project.numericName)/locations/global/services/run.googleapis.com"
        return [
            "name": .string("\(parent)/quotaInfos/\(quota.id)"), "quotaId": .string(quota.id),
            "metric": .string(quota.metric), "service": "run.googleapis.com", "containerType": "PROJECT",
            "dimensions": ["region"], "quotaDisplayName": .string(quota.title),
            "metricDisplayName": .string(quota.title), "metricUnit": .string(quota.unit),
            "quotaIncreaseEligibility": ["isEligible": true], "isPrecise": true, "isConcurrent": true,
            "dimensionsInfos": .array(infos),
            "serviceRequestQuotaUri": "https://console.cloud.google.com/iam-admin/quotas",
        ]
    }

    /// The lean project has been granted less: no L4 at all, and a thousandth count of RTX that is one GPU.
    private static func values(of quota: Quota, in project: ProjectRecord) -> [String: Int64] {
        guard project.id == "lean-project" else { return quota.values }
        switch quota.id {
        case "NvidiaL4GpuAllocNoZonalRedundancyPerProjectRegion": return [:]
        case "NvidiaRtxPro6000GpuAllocNoZonalRedundancyPerProjectRegion": return ["europe-west4": 1000]
        case "CpuAllocPerProjectRegion": return ["*": 30_000]
        default: return quota.values
        }
    }
}
