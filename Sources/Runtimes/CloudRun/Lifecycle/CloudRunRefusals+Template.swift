import Domain
import GoogleCloud
import Serving

/// Volumes, network, accelerator and shape of an instance.
extension CloudRunRefusals {
    func places(_ template: GoogleJSON) -> [PlanProblem] {
        var problems: [PlanProblem] = []
        let volumes = template["volumes"]?.array ?? []
        let kinds: Set<String> = ["secret", "cloudSqlInstance", "emptyDir", "nfs", "gcs", "filestore"]
        var names: Set<String> = []
        for volume in volumes {
            let name = volume["name"]?.string ?? ""
            if name.isEmpty || !names.insert(name).inserted {
                problems.append(
                    refusal("Two volumes have the name ‘\(name)’, or one has none", "Name each differently."))
            }
            if kinds.intersection(volume.object.keys).count > 1 {
                problems.append(refusal("The volume ‘\(name)’ is of two kinds", "Leave one."))
            }
            if let bucket = volume["gcs"], bucket["bucket"]?.string?.isEmpty != false {
                problems.append(refusal("The volume ‘\(name)’ names no bucket", "Name one."))
            }
        }
        let mountsFiles = volumes.contains { $0["gcs"] != nil || $0["nfs"] != nil }
        if template["executionEnvironment"]?.string == "EXECUTION_ENVIRONMENT_GEN1",
            mountsFiles || template["nodeSelector"] != nil
        {
            problems.append(
                refusal("The first execution environment has neither buckets nor GPUs", "Take the second generation."))
        }
        let interfaces = template["vpcAccess"]?["networkInterfaces"]?.array.count ?? 0
        if interfaces > 1 { problems.append(refusal("\(interfaces) network interfaces", "Leave one.")) }
        if interfaces > 0, template["vpcAccess"]?["connector"]?.string?.isEmpty == false {
            problems.append(refusal("A connector and a subnetwork at once", "Leave one of them."))
        }
        return problems
    }

    func accelerator(_ template: GoogleJSON, _ containers: [GoogleJSON]) -> [PlanProblem] {
        let holders = containers.filter { $0["resources"]?["limits"]?["nvidia.com/gpu"] != nil }
        let type = template["nodeSelector"]?["accelerator"]?.string
        guard let holder = holders.first else {
            var problems = containers.flatMap { shape($0, "cpu") }
            if let type, !type.isEmpty {
                problems.append(refusal("No container asks for the \(type)", "Set nvidia.com/gpu to 1 in one of them."))
            }
            return problems
        }
        var problems: [PlanProblem] = []
        if holders.count > 1 {
            problems.append(refusal("\(holders.count) containers ask for a GPU", "One may hold it."))
        }
        if let count = holder["resources"]?["limits"]?["nvidia.com/gpu"]?.string, count != "1" {
            problems.append(refusal("An instance asks for \(count) GPUs", "It has one."))
        }
        if holder["resources"]?["cpuIdle"]?.bool == true {
            problems.append(
                refusal("A CPU that is idle between requests does not go with a GPU", "Set cpuIdle to false."))
        }
        guard let type, !type.isEmpty else {
            return problems + [refusal("The GPU's type is not named", "Name an accelerator.")]
        }
        return problems + shape(holder, type)
    }

    /// What is asked for and not among the shapes that are known; an accelerator that we do not know takes any.
    private func shape(_ container: GoogleJSON, _ accelerator: String) -> [PlanProblem] {
        let limits = container["resources"]?["limits"]
        guard let table = ShapeTable.cloudRun(accelerator), let cpu = CloudRunQuantity.cpus(limits?["cpu"]?.string),
            let gibibytes = CloudRunQuantity.gibibytes(limits?["memory"]?.string), cpu >= 1, cpu < 1000,
            gibibytes < 0x1p20, let least = table.rows.first
        else { return [] }
        let memory = ByteCount(Int64(gibibytes * 0x1p30))
        let row = table.rows.first { Double($0.cpu) == cpu }
        // Without a GPU less memory than a row's smallest whole number goes as well: 1 CPU takes 128 MiB.
        let isSmallCPU = accelerator == "cpu" && cpu <= 2 && memory <= (row?.memory.upperBound ?? 0)
        if let row, row.memory.contains(memory) || isSmallCPU { return [] }
        let shape = HostShape(cpu: Int(cpu), memory: memory)
        let isBound = table.isDocumented || !table.bounds(shape)
        let isSmall = cpu < Double(least.cpu) || memory < least.memory.lowerBound
        return [
            PlanProblem(
                isBound ? .error : .warning, code: isSmall ? "shape-too-small" : "shape-invalid",
                detail: "\(limits?["cpu"]?.string ?? "?") CPU with \(limits?["memory"]?.string ?? "?") of memory"
                    + (accelerator == "cpu" ? "" : " and a \(accelerator)"),
                fix: "Choose of: \(table.text)."
            )
        ]
    }

    /// Beside what a plan says already: the same rule is not told twice.
    func problems(beside told: [PlanProblem]) -> [PlanProblem] {
        problems.filter { found in !told.contains { $0.code == found.code && $0.severity == found.severity } }
    }
}
