import Domain
import Foundation

extension LocalRuntime {
    /// What the devices have room for, besides a service that is replaced.
    func placement() throws -> Placement {
        let devices = settings.devices.read().devices
        guard !devices.isEmpty else { return Placement(devices: [], claims: []) }
        let table = ProcessTable.read()
        let claims = try directory.records().flatMap { record in
            (record.place?.devices ?? []).map { device in
                let members = record.process.map { table.members(of: $0, token: record.token) } ?? []
                return Placement.Claim(
                    service: record.id, uuid: device.uuid, reserved: record.place?.reserved ?? 0,
                    pids: Set(members.map { Int($0.process.pid) }), isRunning: record.isToRun
                )
            }
        }
        return Placement(devices: devices, claims: claims)
    }

    /// What a deploy may ask for. On a machine with GPUs an engine goes to the host only when asked to.
    func accelerators(for spec: ServiceSpec, _ placement: Placement, besides replaced: ServiceID?) -> [Accelerator] {
        let host = settings.host
        guard !placement.devices.isEmpty, spec.accelerator != host.name else { return [host] }
        return placement.accelerators(besides: replaced, host: host)
    }

    /// The pin of a planned service; nil on a machine without GPUs.
    func place(of spec: ServiceSpec, fit: MemoryFit, besides name: String) throws -> DevicePlace? {
        let devices = settings.devices.read().devices
        guard !devices.isEmpty else { return nil }
        let chosen = devices.filter { $0.accelerator == spec.accelerator }
        return DevicePlace(
            devices: chosen.map { DevicePlace.Pinned(index: $0.index, uuid: $0.uuid) },
            reserved: fit.weights + fit.overhead + fit.cache
        )
    }

    /// The devices with the services that their programs belong to.
    func namedDevices() throws -> DeviceReport {
        var report = settings.devices.read()
        guard report.devices.contains(where: { $0.processes?.isEmpty == false }) else { return report }
        let table = ProcessTable.read()
        var owners: [Int: ServiceID] = [:]
        for record in try directory.records() {
            guard let process = record.process else { continue }
            for member in table.members(of: process, token: record.token) {
                owners[Int(member.process.pid)] = record.id
            }
        }
        for device in report.devices.indices {
            for index in (report.devices[device].processes ?? []).indices {
                let pid = report.devices[device].processes?[index].pid ?? 0
                report.devices[device].processes?[index].service = owners[pid]
            }
        }
        return report
    }
}

extension LocalServiceRecord {
    /// Whether its engine runs or is to run.
    var isToRun: Bool {
        if case .failed = state { return false }
        return wish == .running
    }
}
