import Domain

/// Where engines go on a machine with GPUs: pure arithmetic over what the driver and the records say.
struct Placement: Sendable {
    /// What a service of ours holds, or is about to hold, of a device.
    struct Claim: Sendable, Hashable {
        var service: ServiceID
        var uuid: String
        var reserved: ByteCount
        /// Its processes, to know what it holds already.
        var pids: Set<Int>
        /// Whether its engine is to run: an engine that sleeps or was stopped holds nothing.
        var isRunning: Bool
    }

    var devices: [Device]
    var claims: [Claim]

    /// What is left of a device for a new engine: free memory less what engines that are still starting will take, plus
    /// what the service that is replaced gives back.
    func room(on device: Device, besides replaced: ServiceID?) -> ByteCount {
        var free = device.free.bytes
        for claim in claims where claim.uuid == device.uuid {
            let held = held(by: claim, on: device)
            if claim.service == replaced {
                free += held
            } else if claim.isRunning {
                free -= max(0, claim.reserved.bytes - held)
            }
        }
        return ByteCount(min(device.memory.bytes, max(0, free)))
    }

    /// The devices as accelerators, least room first: an engine goes where it fits with the least left over.
    func accelerators(besides replaced: ServiceID?, host: Accelerator) -> [Accelerator] {
        devices.map { device in
            Accelerator(
                name: device.accelerator, memory: room(on: device, besides: replaced),
                minimum: HostShape(cpu: 1, memory: 0), recommended: host.recommended
            )
        }.sorted { ($0.memory.bytes, $0.name) < ($1.memory.bytes, $1.name) }
    }

    /// Who holds what of a device, in a line: the reason of a refusal.
    func arithmetic(of device: Device, besides replaced: ServiceID?) -> String {
        var parts: [String] = []
        var ours: Int64 = 0
        for claim in claims where claim.uuid == device.uuid && claim.service != replaced {
            let held = held(by: claim, on: device)
            ours += held
            let coming = claim.isRunning ? max(0, claim.reserved.bytes - held) : 0
            if held + coming > 0 {
                let more = coming > 0 ? " (\(ByteCount(coming).binaryText) of it reserved)" : ""
                parts.append("\(claim.service.name) \(ByteCount(held + coming).binaryText)\(more)")
            }
        }
        let others = device.memory.bytes - device.free.bytes - ours
        if others > 1 << 20 { parts.append("other programs \(ByteCount(others).binaryText)") }
        let used = parts.isEmpty ? "nothing in use" : parts.joined(separator: " + ")
        return "\(device.accelerator) (\(device.name)): \(device.memory.binaryText) − \(used) = "
            + "\(room(on: device, besides: replaced).binaryText) left"
    }

    private func held(by claim: Claim, on device: Device) -> Int64 {
        (device.processes ?? []).filter { claim.pids.contains($0.pid) }.reduce(0) { $0 + ($1.memory?.bytes ?? 0) }
    }
}
