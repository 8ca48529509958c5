package import Domain

/// Prices of one region, per second.
package struct PriceList: Sendable, Hashable {
    package var region: String
    /// By accelerator name.
    package var gpu: [String: Money]
    package var gpuZonalRedundancy: [String: Money]
    /// One vCPU, instance-based billing.
    package var cpu: Money
    /// One GiB, instance-based billing.
    package var memory: Money
    /// Where the figures come from and how old they are.
    package var source: String

    package init(
        region: String, gpu: [String: Money], gpuZonalRedundancy: [String: Money], cpu: Money, memory: Money,
        source: String
    ) {
        self.region = region
        self.gpu = gpu
        self.gpuZonalRedundancy = gpuZonalRedundancy
        self.cpu = cpu
        self.memory = memory
        self.source = source
    }

    /// Figures of us-central1 from secondary sources, for when the Billing catalog cannot be asked.
    package static func builtIn(region: String) -> PriceList {
        let note = region == "us-central1" ? "" : " for us-central1; \(region) may cost more"
        return PriceList(
            region: region,
            gpu: ["nvidia-l4": Money(nanos: 186_700), "nvidia-rtx-pro-6000": Money(nanos: 365_220)],
            gpuZonalRedundancy: ["nvidia-l4": Money(nanos: 290_900)],
            cpu: Money(nanos: 18_000), memory: Money(nanos: 2_000),
            source: "list prices as of 2026-09\(note) (unverified)"
        )
    }
}
