extension RunRules {
    /// What a GPU asks of the rest of the template.
    func checkGPU(_ template: JSONValue, containers: [JSONValue], at field: String) throws {
        let holders = containers.filter { $0["resources"]?["limits"]?["nvidia.com/gpu"] != nil }
        let accelerator = template["nodeSelector"]?["accelerator"]?.string
        guard let holder = holders.first else {
            if let accelerator, !accelerator.isEmpty {
                throw violation(
                    field + ".node_selector", "Accelerator \(accelerator) needs a limit for nvidia.com/gpu."
                )
            }
            return
        }
        guard holders.count == 1, holder["resources"]?["limits"]?["nvidia.com/gpu"]?.string == "1" else {
            throw violation(field + ".containers.resources.limits", "nvidia.com/gpu must be \"1\" in one container.")
        }
        guard let accelerator, let type = GPUType.all.first(where: { $0.name == accelerator }) else {
            throw violation(
                field + ".node_selector.accelerator",
                "must be one of \(GPUType.all.map(\.name).joined(separator: ", ")), found \"\(accelerator ?? "")\"."
            )
        }
        guard type.regions.contains(region) else {
            throw violation(
                field + ".node_selector.accelerator", "\(accelerator) is not available in region \(region)."
            )
        }
        let resources = holder["resources"]
        // Without any `resources` the field would be true; with them, one that is left out is false.
        if resources?["cpuIdle"]?.bool == true {
            throw violation(
                field + ".containers.resources.cpu_idle", "CPU must always be allocated for services with a GPU."
            )
        }
        try check(resources, type: type, at: field + ".containers.resources.limits")
        if template["executionEnvironment"]?.string == "EXECUTION_ENVIRONMENT_GEN1" {
            throw violation(field + ".execution_environment", "GPUs need the second generation execution environment.")
        }
    }

    private func check(_ resources: JSONValue?, type: GPUType, at field: String) throws {
        let cpu = RunQuantity.milliCPU(resources?["limits"]?["cpu"]?.string ?? "1") ?? 0
        guard type.cpu.contains(cpu) else {
            throw violation(
                field + ".cpu",
                "GPU type \(type.name) needs between \(type.cpu.lowerBound / 1000) and "
                    + "\(type.cpu.upperBound / 1000) CPU, found \(Double(cpu) / 1000)."
            )
        }
        guard cpu % 1000 == 0, type.steps.contains(cpu / 1000) else {
            throw violation(
                field + ".cpu",
                "GPU type \(type.name) goes with \(type.steps.sorted().map(String.init).joined(separator: ", ")) CPU, "
                    + "found \(Double(cpu) / 1000)."
            )
        }
        let memory = RunQuantity.bytes(resources?["limits"]?["memory"]?.string ?? "512Mi") ?? 0
        guard type.memory.contains(memory) else {
            throw violation(
                field + ".memory",
                "GPU type \(type.name) needs between \(type.memory.lowerBound >> 30)Gi and "
                    + "\(type.memory.upperBound >> 30)Gi of memory, found \(memory >> 20)Mi."
            )
        }
    }

    /// Refuses more instances than the GPU quota of the project and region has left.
    ///
    /// - Parameter taken: GPUs that the other services there may take at most.
    func checkQuota(_ template: JSONValue, taken: (GPUType, Bool) -> Int64) throws {
        guard let demand = Self.gpuDemand(of: template) else { return }
        let quota = demand.type.quota(redundancyDisabled: demand.redundancyDisabled)
        let left = max(0, quota.allowed - taken(demand.type, demand.redundancyDisabled))
        guard demand.instances > left else { return }
        let text =
            "spec.template.spec.containers.resources.limits.nvidia.com/gpu: Max instances must be set to \(left) or "
            + "fewer in order to set GPU requirements. Quota violated: \(quota.id) requested: \(demand.instances) "
            + "allowed: \(left). "
            + (demand.redundancyDisabled ? "" : "You can deploy without zonal redundancy. ")
            + "See https://cloud.google.com/run/quotas#increase"
        throw GoogleError.invalidArgument(text, field: "service.template.scaling.max_instance_count")
    }

    /// The GPUs that a template may take: an unset maximum means 100 instances.
    static func gpuDemand(of template: JSONValue) -> (type: GPUType, redundancyDisabled: Bool, instances: Int64)? {
        let name = template["nodeSelector"]?["accelerator"]?.string
        guard let type = GPUType.all.first(where: { $0.name == name }) else { return nil }
        let most = template["scaling"]?["maxInstanceCount"]?.int64 ?? 0
        let redundancyDisabled = template["gpuZonalRedundancyDisabled"]?.bool ?? false
        return (type, redundancyDisabled, most == 0 ? 100 : most)
    }
}
