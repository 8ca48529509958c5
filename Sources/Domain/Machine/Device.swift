/// A GPU of this machine as its driver tells it now.
package struct Device: Sendable, Hashable, Codable {
    /// In the order of the PCI bus, from 0.
    package var index: Int
    /// The driver's name for this very card: `GPU-…`.
    package var uuid: String
    /// For people: `NVIDIA L4`.
    package var name: String
    package var memory: ByteCount
    package var free: ByteCount
    /// Percent of the last sample in which some kernel ran; nil when the driver does not tell.
    package var utilization: Int?
    /// Degrees Celsius; nil when the driver does not tell.
    package var temperature: Int?
    /// Programs that hold memory of it; nil when the driver does not tell.
    package var processes: [DeviceProcess]?

    package init(
        index: Int, uuid: String, name: String, memory: ByteCount, free: ByteCount, utilization: Int? = nil,
        temperature: Int? = nil, processes: [DeviceProcess]? = nil
    ) {
        self.index = index
        self.uuid = uuid
        self.name = name
        self.memory = memory
        self.free = free
        self.utilization = utilization
        self.temperature = temperature
        self.processes = processes
    }

    /// The word by which a deploy asks for it.
    package var accelerator: String { "gpu\(index)" }
}

package struct DeviceProcess: Sendable, Hashable, Codable {
    package var pid: Int
    /// nil when the driver does not tell (in a container, for one).
    package var memory: ByteCount?
    /// The service whose engine it belongs to; nil when it is not ours.
    package var service: ServiceID?

    package init(pid: Int, memory: ByteCount?, service: ServiceID? = nil) {
        self.pid = pid
        self.memory = memory
        self.service = service
    }
}

/// What one look at the devices found.
package struct DeviceReport: Sendable, Hashable, Codable {
    /// `NVML` or `nvidia-smi`; nil when neither told anything.
    package var source: String?
    package var driver: String?
    package var devices: [Device]
    /// Why a source told nothing, each in a sentence.
    package var failures: [String]

    package init(source: String?, driver: String?, devices: [Device], failures: [String] = []) {
        self.source = source
        self.driver = driver
        self.devices = devices
        self.failures = failures
    }
}
