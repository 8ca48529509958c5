package import Domain

/// Prices of one region. What is not known is missing, and never nought.
package struct PriceList: Sendable, Hashable {
    package var region: String
    /// Per second, by accelerator name.
    package var gpu: [String: Money]
    package var gpuZonalRedundancy: [String: Money]
    /// One vCPU for a second, instance-based billing.
    package var cpu: Money?
    /// One GiB for a second, instance-based billing.
    package var memory: Money?
    /// One GiB of standard storage for a month.
    package var storage: Money?
    /// A GiB that leaves a bucket for another place, by the way it takes; a way that is not in it has no listed price.
    package var transfer: [EgressRates.Way: Money] = [:]
    /// Where the figures come from and how old they are.
    package var source: String
    /// Built in, not read from Google.
    package var isFallback: Bool

    package init(
        region: String, gpu: [String: Money] = [:], gpuZonalRedundancy: [String: Money] = [:], cpu: Money? = nil,
        memory: Money? = nil, storage: Money? = nil, source: String, isFallback: Bool = false
    ) {
        self.region = region
        self.gpu = gpu
        self.gpuZonalRedundancy = gpuZonalRedundancy
        self.cpu = cpu
        self.memory = memory
        self.storage = storage
        self.source = source
        self.isFallback = isFallback
    }

    /// Per second; nothing for no GPU; nil when the price is not known.
    package func accelerator(_ name: String, zonalRedundancy: Bool) -> Money? {
        if name == "cpu" { return Money(nanos: 0) }
        return zonalRedundancy ? gpuZonalRedundancy[name] : gpu[name]
    }

    /// Figures of us-central1 from secondary sources, for when the Billing Catalog cannot be asked.
    package static func builtIn(region: String) -> PriceList {
        let note = region == "us-central1" ? "" : " for us-central1; \(region) may cost more"
        return PriceList(
            region: region,
            gpu: ["nvidia-l4": Money(nanos: 186_700), "nvidia-rtx-pro-6000": Money(nanos: 365_220)],
            gpuZonalRedundancy: ["nvidia-l4": Money(nanos: 290_900)],
            cpu: Money(nanos: 18_000), memory: Money(nanos: 2_000), storage: Money(nanos: 20_000_000),
            source: "list prices as of 2026-09\(note) (unverified)", isFallback: true
        )
    }
}
