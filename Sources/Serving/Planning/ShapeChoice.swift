import Domain

/// CPU and memory of an instance: what was asked for where it is a valid pair, else the smallest valid one that has what
/// the engine and the loader need.
struct ShapeChoice {
    private(set) var shape: HostShape
    private(set) var lines: [PlanLine]
    private(set) var problems: [PlanProblem] = []

    init(_ wish: ServiceSpec, accelerator: Accelerator, host: HostMemory, site: ServingSite) {
        lines = host.lines
        guard site.hasShapes, let table = ShapeTable.cloudRun(accelerator.name) else {
            shape = HostShape(
                cpu: wish.cpu ?? accelerator.recommended.cpu, memory: wish.memory ?? accelerator.recommended.memory)
            return
        }
        let usual = accelerator.recommended
        if let found = table.smallest(cpu: wish.cpu, memory: wish.memory, need: host.need, usual: usual) {
            shape = found
        } else if let cpu = wish.cpu, let memory = wish.memory {
            shape = HostShape(cpu: cpu, memory: memory)
        } else {
            let row = table.rows.last { wish.cpu == nil || $0.cpu == wish.cpu }
            shape = HostShape(
                cpu: wish.cpu ?? row?.cpu ?? usual.cpu, memory: wish.memory ?? row?.memory.upperBound ?? usual.memory)
        }
        lines.append(
            PlanLine(
                "shape", "\(shape.cpu) vCPU, \(shape.memory.binaryText)", "\(accelerator.name) takes \(table.text)"))
        check(accelerator, table)
        if shape.memory < host.need { problems.append(tooLittle(host, table, accelerator)) }
    }

    private mutating func check(_ accelerator: Accelerator, _ table: ShapeTable) {
        if table.allows(shape) { return }
        let text = "\(accelerator.name) with \(shape.cpu) vCPU and \(shape.memory.binaryText)"
        let isSmall = shape.cpu < accelerator.minimum.cpu || shape.memory < accelerator.minimum.memory
        let isBound = table.isDocumented || !table.bounds(shape)
        problems.append(
            PlanProblem(
                isBound ? .error : .warning, code: isSmall ? "shape-too-small" : "shape-invalid",
                detail: isBound ? "Cloud Run has no \(text)" : "\(text) is not among the shapes that are known to work",
                fix: "Leave CPU and memory out, or choose of: \(table.text)."
            )
        )
    }

    private func tooLittle(_ host: HostMemory, _ table: ShapeTable, _ accelerator: Accelerator) -> PlanProblem {
        let isPossible = host.need <= table.mostMemory
        // A copy that does not fit ends the instance; the rest are rules of thumb.
        let isCertain = host.volume != nil || accelerator.isCPU
        let other = host.volume == nil ? nil : "the loader stream or mount, which keeps no copy"
        let larger = isPossible ? "\(host.need.roundedUpToGib.binaryText) of memory" : nil
        let ways = [larger, other, "a smaller or quantised model"].compactMap(\.self)
        return PlanProblem(
            isCertain ? .error : .warning, code: "memory-too-small",
            detail: "The instance has \(shape.memory.binaryText) of memory; \(host.need.binaryText) are needed ("
                + host.lines.filter { $0.label != "memory needed" }.map { "\($0.label) \($0.value)" }
                .joined(separator: ", ") + ")",
            fix: "Choose \(ways.joined(separator: ", or "))."
        )
    }
}
