package import Domain

/// `GET /api/local/machine`: what this machine has for running models.
package struct MachineView: Sendable, Hashable, Codable {
    package var cores: Int
    package var memory: Int64
    /// What programs could still take; left out when the system does not tell.
    package var freeMemory: Int64?
    package var devices: DeviceList
    package var engines: [EngineProgramView]
    package var orphans: [OrphanView]
    package var checks: [CheckView]

    package init(_ report: MachineReport) {
        cores = report.cores
        memory = report.memory.bytes
        freeMemory = report.freeMemory?.bytes
        devices = DeviceList(report.devices)
        engines = report.engines.map(EngineProgramView.init)
        orphans = report.orphans.map(OrphanView.init)
        checks = report.checks.map(CheckView.init)
    }
}

/// The GPUs of this machine: an event of `GET /api/local/devices`.
package struct DeviceList: Sendable, Hashable, Codable {
    /// `NVML` or `nvidia-smi`; left out when neither told anything.
    package var source: String?
    package var driver: String?
    package var devices: [DeviceView]
    /// Why a source told nothing.
    package var failures: [String]

    package init(_ report: DeviceReport) {
        source = report.source
        driver = report.driver
        devices = report.devices.map(DeviceView.init)
        failures = report.failures
    }
}

package struct DeviceView: Sendable, Hashable, Codable {
    /// The word by which a deploy asks for it.
    package var accelerator: String
    package var uuid: String
    package var name: String
    package var memory: Int64
    package var free: Int64
    /// Percent; left out when the driver does not tell.
    package var utilization: Int?
    /// Degrees Celsius; left out when the driver does not tell.
    package var temperature: Int?
    /// Left out when the driver does not tell.
    package var processes: [Program]?

    package init(_ device: Device) {
        accelerator = device.accelerator
        uuid = device.uuid
        name = device.name
        memory = device.memory.bytes
        free = device.free.bytes
        utilization = device.utilization
        temperature = device.temperature
        processes = device.processes?.map {
            Program(pid: $0.pid, memory: $0.memory?.bytes, service: $0.service?.name)
        }
    }

    package struct Program: Sendable, Hashable, Codable {
        package var pid: Int
        package var memory: Int64?
        /// The service whose engine it belongs to.
        package var service: String?
    }
}

package struct EngineProgramView: Sendable, Hashable, Codable {
    package var engine: String
    package var command: String
    package var path: String?
    package var version: String?
    /// Why it cannot be used; left out when it can.
    package var problem: String?
    package var fix: String?

    package init(_ program: EngineProgram) {
        engine = program.engine.rawValue
        command = program.command
        path = program.path
        version = program.version
        problem = program.problem.map { "\($0.title): \($0.detail)" }
        fix = program.problem?.fix
    }
}

/// An engine process, or a container, that belongs to no service.
package struct OrphanView: Sendable, Hashable, Codable {
    /// 0 for a container.
    package var pid: Int
    package var startTime: String
    package var service: String
    package var command: String
    /// The container's name; left out for a process.
    package var container: String?

    package init(_ orphan: OrphanProcess) {
        pid = orphan.pid
        startTime = orphan.startTime
        service = orphan.service
        command = orphan.command
        container = orphan.container
    }

    package var orphan: OrphanProcess {
        OrphanProcess(pid: pid, startTime: startTime, service: service, command: command, container: container)
    }
}

/// `POST /api/local/orphans/end`: which to end, and what was ended.
package struct OrphanList: Sendable, Hashable, Codable {
    package var orphans: [OrphanView]

    package init(orphans: [OrphanView]) { self.orphans = orphans }
}
