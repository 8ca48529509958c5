package import Domain

extension PriceList {
    /// One running instance for an hour; nil when the list has no such accelerator.
    ///
    /// With a GPU Cloud Run bills an instance's whole life, busy or idle: GPU, vCPU and memory by the second.
    package func instanceHour(
        accelerator: String?, cpu: Int, memory: ByteCount, zonalRedundancy: Bool
    ) -> Money? {
        var second = self.cpu * Double(cpu) + self.memory * (Double(memory.bytes) / Double(ByteCount.gib(1).bytes))
        if let accelerator, accelerator != "cpu" {
            guard let price = (zonalRedundancy ? gpuZonalRedundancy : gpu)[accelerator] else { return nil }
            second = second + price
        }
        return second * 3600
    }
}
