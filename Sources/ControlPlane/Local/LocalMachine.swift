package import Domain

/// This machine: what it has for running models, and what engines have left on it.
package struct LocalMachine: Sendable {
    let world: ControlPlane.Dependencies

    init(_ world: ControlPlane.Dependencies) { self.world = world }

    /// Devices, engines, what is missing, and what was left. Needs the viewer role.
    package func report(_ context: RequestContext) async throws -> MachineReport {
        try await world.look(context, "look at this machine") { try await machine().report() }
    }

    /// The devices as they are now. Needs the viewer role.
    package func devices(_ context: RequestContext) async throws -> DeviceReport {
        try await world.look(context, "look at this machine's devices") { try await machine().devices() }
    }

    /// Ends processes that belong to no service; those that have got one are left alone. Needs the operator role.
    package func end(_ context: RequestContext, _ orphans: [OrphanProcess]) async throws -> [OrphanProcess] {
        let names = orphans.map { String($0.pid) }.joined(separator: ",")
        return try await world.change(context, "local.end", of: names) {
            AuditNote.before(orphans)
            let ended = try await machine().end(orphans)
            let left = orphans.filter { !ended.contains($0) }
            AuditNote.after(left.isEmpty ? nil : left)
            return ended
        }
    }

    private func machine() throws(Problem) -> any Machine {
        guard let machine = world.machine else {
            throw Problem(
                .unsupported, "The local target is off", detail: "this manager was started without a data directory",
                fix: "Start it with --local, or with --data DIR."
            )
        }
        return machine
    }
}
