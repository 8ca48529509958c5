/// A GPU that Cloud Run offers, with its rules (cloud.google.com/run/docs/configuring/services/gpu).
struct GPUType: Sendable {
    let name: String
    /// Milli-vCPU and bytes below which a service with this GPU is refused, and above which too.
    let cpu: ClosedRange<Int64>
    /// Whole CPUs that are offered between them.
    let steps: Set<Int64>
    let memory: ClosedRange<Int64>
    let regions: Set<String>
    /// The name's part in quota ids.
    let quotaName: String
    /// GPUs that a project of the simulator may have per region, without and with zonal redundancy.
    let quota: (withoutRedundancy: Int64, withRedundancy: Int64)

    private static let gibibyte: Int64 = 1 << 30

    static let all: [GPUType] = [
        GPUType(
            name: "nvidia-l4",
            cpu: 4000...8000, steps: [4, 6, 8],
            memory: 16 * gibibyte...32 * gibibyte,
            regions: ["asia-southeast1", "asia-south1", "europe-west1", "europe-west4", "us-central1", "us-east4"],
            quotaName: "NvidiaL4",
            quota: (3, 0)
        ),
        GPUType(
            name: "nvidia-rtx-pro-6000",
            cpu: 20_000...30_000, steps: [20, 22, 24, 30],
            memory: 80 * gibibyte...120 * gibibyte,
            regions: ["us-central1", "europe-west4", "asia-southeast1", "asia-south2"],
            quotaName: "NvidiaRtxPro6000",
            quota: (3, 0)
        ),
    ]

    /// The quota's id and how many GPUs it allows in a region.
    func quota(redundancyDisabled: Bool) -> (id: String, allowed: Int64) {
        redundancyDisabled
            ? ("\(quotaName)GpuAllocNoZonalRedundancyPerProjectRegion", quota.withoutRedundancy)
            : ("\(quotaName)GpuAllocPerProjectRegion", quota.withRedundancy)
    }
}
