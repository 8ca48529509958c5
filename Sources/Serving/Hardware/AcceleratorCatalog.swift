package import Domain

/// The GPUs of Cloud Run: what an engine can use of them, where they are, and under which quotas they count.
///
/// Source: Cloud Run GPU documentation and the Cloud Quotas ids, as of 2026-09.
package enum AcceleratorCatalog {
    /// `memory` is what a process can allocate, less than the label on the card: 22 GiB of an L4's 24 GB.
    package static let l4 = Accelerator(
        name: "nvidia-l4", memory: .gib(22), minimum: HostShape(cpu: 4, memory: .gib(16)),
        recommended: HostShape(cpu: 8, memory: .gib(32))
    )
    package static let rtxPro6000 = Accelerator(
        name: "nvidia-rtx-pro-6000", memory: .gib(95), minimum: HostShape(cpu: 20, memory: .gib(80)),
        recommended: HostShape(cpu: 20, memory: .gib(80))
    )

    /// An instance without a GPU: the engine computes on its CPUs. For small models, embeddings above all; it is never
    /// chosen by itself.
    package static let none = Accelerator(
        name: "cpu", memory: .gib(32), minimum: HostShape(cpu: 1, memory: .gib(1)),
        recommended: HostShape(cpu: 4, memory: .gib(8))
    )

    /// Smallest first.
    package static let cloudRun: [Accelerator] = [l4, rtxPro6000]
    /// With the choice of no GPU, last: it has to be asked for.
    package static let cloudRunWithoutGPU: [Accelerator] = cloudRun + [none]

    /// The host without a GPU.
    package static func cpu(memory: ByteCount, cores: Int) -> Accelerator {
        let shape = HostShape(cpu: cores, memory: memory)
        return Accelerator(name: "cpu", memory: memory, minimum: shape, recommended: shape)
    }

    /// Regions that offer the accelerator without an invitation.
    package static func regions(of accelerator: String) -> [String] {
        switch accelerator {
        case l4.name: ["us-central1", "us-east4", "europe-west1", "europe-west4", "asia-southeast1"]
        case rtxPro6000.name: ["us-central1", "europe-west4", "asia-southeast1"]
        default: []
        }
    }

    /// For people.
    package static func title(_ accelerator: String) -> String {
        switch accelerator {
        case l4.name: "L4"
        case rtxPro6000.name: "RTX PRO 6000"
        case "cpu": "No GPU"
        default: accelerator
        }
    }

    /// Every region where some GPU is, including those by invitation.
    package static let regions: [String] = [
        "us-central1", "us-east4", "us-west1", "europe-west1", "europe-west4", "asia-southeast1", "asia-south1",
        "asia-south2",
    ]

    /// The quota under which one instance counts, and how many of the quota's units one GPU is.
    package static func quota(of accelerator: String, zonalRedundancy: Bool) -> GPUQuota? {
        let redundancy = zonalRedundancy ? "" : "NoZonalRedundancy"
        switch accelerator {
        case l4.name: return GPUQuota(id: "NvidiaL4GpuAlloc\(redundancy)PerProjectRegion", mayBeMilli: false)
        case rtxPro6000.name:
            return GPUQuota(id: "NvidiaRtxPro6000GpuAlloc\(redundancy)PerProjectRegion", mayBeMilli: true)
        default: return nil
        }
    }
}

/// A Cloud Quotas id of GPUs.
package struct GPUQuota: Sendable, Hashable {
    package var id: String
    /// RTX PRO 6000 counts in thousandths of a GPU.
    package var mayBeMilli: Bool

    /// - Parameter value: the quota's limit as the API gives it; -1 means unlimited.
    /// - Returns: GPUs; nil when unlimited.
    package func gpus(value: Double, unit: String?) -> Double? {
        if value < 0 { return nil }
        let isMilli = mayBeMilli && (unit?.lowercased().contains("milli") == true || value >= 1000)
        return isMilli ? value / 1000 : value
    }
}
