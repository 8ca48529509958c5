package import Domain

extension LocalRuntime: Machine {
    package func report() async throws -> MachineReport {
        let devices = try namedDevices()
        let engines = await EngineDetector(commands: settings.commands).find()
        let orphans = try await allOrphans()
        let checks = await MachineChecks(
            devices: devices, engines: engines, orphans: orphans, containers: settings.containers
        ).run()
        return MachineReport(
            cores: settings.host.recommended.cpu, memory: settings.host.memory, freeMemory: SharedMemory.available,
            devices: devices, engines: engines, orphans: orphans, checks: checks
        )
    }

    package func devices() async throws -> DeviceReport { try namedDevices() }

    package func end(_ orphans: [OrphanProcess]) async throws -> [OrphanProcess] {
        // What has got a service in the meantime, or is another process by now, is not among these.
        let now = Set(try await allOrphans())
        let ending = orphans.filter { now.contains($0) }
        for orphan in ending {
            if let container = orphan.container {
                try await removeContainer(container)
                continue
            }
            let process = EngineProcess(pid: Int32(clamping: orphan.pid), startTime: orphan.startTime)
            process.endNow()
            while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        }
        return ending
    }

    func allOrphans() async throws -> [OrphanProcess] { try await containerOrphans() + orphans() }

    /// Processes with a mark of this data directory that no record explains.
    func orphans() throws -> [OrphanProcess] {
        let owner = try directory.owner() + "/"
        let marked = ProcessTable.read().entries.filter { $0.token?.hasPrefix(owner) == true }
        if marked.isEmpty { return [] }
        let records = try directory.records()
        let tokens = Set(records.flatMap { [$0.token] + $0.retiringTokens })
        return marked.filter { !tokens.contains($0.token ?? "") }.map { entry in
            let name = (entry.token ?? "").split(separator: "/").dropFirst().first.map(String.init) ?? ""
            return OrphanProcess(
                pid: Int(entry.process.pid), startTime: entry.process.startTime, service: name,
                command: String(entry.command.prefix(200))
            )
        }.sorted { $0.pid < $1.pid }
    }
}
