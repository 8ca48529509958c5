/// What this machine has for running models.
package struct MachineReport: Sendable, Hashable, Codable {
    package var cores: Int
    package var memory: ByteCount
    /// What programs could still take; nil when the system does not tell.
    package var freeMemory: ByteCount?
    package var devices: DeviceReport
    package var engines: [EngineProgram]
    /// Engine processes that belong to no service any more.
    package var orphans: [OrphanProcess]
    /// What keeps a GPU from being used, and what else is missing.
    package var checks: [ProjectCheck]

    package init(
        cores: Int, memory: ByteCount, freeMemory: ByteCount?, devices: DeviceReport, engines: [EngineProgram],
        orphans: [OrphanProcess], checks: [ProjectCheck]
    ) {
        self.cores = cores
        self.memory = memory
        self.freeMemory = freeMemory
        self.devices = devices
        self.engines = engines
        self.orphans = orphans
        self.checks = checks
    }
}

/// An engine's program as it was found.
package struct EngineProgram: Sendable, Hashable, Codable {
    package var engine: EngineKind
    /// The words that start it.
    package var command: String
    /// Where it is; nil when it is not there.
    package var path: String?
    /// As it says itself; nil when it says none.
    package var version: String?
    /// Why it cannot be used, and what to do; nil when it can.
    package var problem: Problem?

    package init(engine: EngineKind, command: String, path: String?, version: String?, problem: Problem?) {
        self.engine = engine
        self.command = command
        self.path = path
        self.version = version
        self.problem = problem
    }
}

/// A process or a container that an engine of ours left, or an engine whose service is gone.
package struct OrphanProcess: Sendable, Hashable, Codable {
    /// 0 for a container.
    package var pid: Int
    /// Clock ticks after boot: together with the pid it names the process for good.
    package var startTime: String
    /// The service that it belonged to.
    package var service: String
    package var command: String
    /// The container's name; nil for a process.
    package var container: String?

    package init(pid: Int, startTime: String, service: String, command: String, container: String? = nil) {
        self.pid = pid
        self.startTime = startTime
        self.service = service
        self.command = command
        self.container = container
    }
}

/// The machine that a local runtime runs on.
package protocol Machine: Sendable {
    func report() async throws -> MachineReport
    /// The devices alone, quickly: what a page shows live.
    func devices() async throws -> DeviceReport
    /// Ends processes that belong to no service. One that has got a service, or is another by now, is left alone.
    /// - Returns: those that were ended.
    func end(_ orphans: [OrphanProcess]) async throws -> [OrphanProcess]
}
