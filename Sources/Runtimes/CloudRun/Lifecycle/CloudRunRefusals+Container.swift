import Domain
import GoogleCloud

/// Variables, ports and mounts of a container.
extension CloudRunRefusals {
    /// Whether Cloud Run sets the variable itself, and refuses one that is given.
    static func isReserved(_ variable: String) -> Bool { variable == "PORT" || variable.hasPrefix("K_") }

    func variables(_ container: GoogleJSON) -> [PlanProblem] {
        let variables = container["env"]?.array ?? []
        let names = variables.compactMap { $0["name"]?.string }
        var problems: [PlanProblem] = []
        for name in names where Self.isReserved(name) || name.isEmpty || name.contains("=") {
            problems.append(refusal("Cloud Run sets ‘\(name)’ itself, or it is no name", "Leave the variable out."))
        }
        for name in Set(names).sorted() where names.filter({ $0 == name }).count > 1 {
            problems.append(refusal("The variable ‘\(name)’ is given more than once", "Give it once."))
        }
        for variable in variables {
            let name = variable["name"]?.string ?? ""
            guard let reference = variable["valueSource"]?["secretKeyRef"] else { continue }
            if variable["value"]?.string?.isEmpty == false {
                problems.append(refusal("The variable ‘\(name)’ has a value and a secret", "Take one of them away."))
            }
            let version = reference["version"]?.string ?? ""
            if version != "latest", UInt64(version) == nil {
                problems.append(
                    refusal("The secret of ‘\(name)’ has the version ‘\(version)’", "Name a number, or ‘latest’."))
            }
        }
        let size = variables.reduce(0) {
            $0 + ($1["name"]?.string?.utf8.count ?? 0) + ($1["value"]?.string?.utf8.count ?? 0)
        }
        if size > 32_768 {
            problems.append(refusal("The variables hold \(size) bytes together", "Keep them below 32 KiB."))
        }
        return problems
    }

    func ports(_ container: GoogleJSON) -> [PlanProblem] {
        let ports = container["ports"]?.array ?? []
        if ports.count > 1 { return [refusal("A container has \(ports.count) ports", "Leave one.")] }
        guard let port = ports.first?["containerPort"]?.integer, !(1...65_535).contains(port) else { return [] }
        return [refusal("The container's port is \(port)", "Choose 1 to 65535.")]
    }

    func mounts(_ container: GoogleJSON, _ volumes: Set<String>) -> [PlanProblem] {
        (container["volumeMounts"]?.array ?? []).compactMap { mount in
            let path = mount["mountPath"]?.string ?? ""
            if let name = mount["name"]?.string, !volumes.contains(name) {
                return refusal("The mount at ‘\(path)’ is of no volume: ‘\(name)’", "Name a volume of the service.")
            }
            let isReserved = ["/dev", "/proc", "/sys"].contains { path == $0 || path.hasPrefix($0 + "/") }
            guard isReserved || !path.hasPrefix("/") || path.count < 2 else { return nil }
            return refusal(
                "A volume is mounted at ‘\(path)’", "Mount it at an absolute path outside /dev, /proc, /sys.")
        }
    }
}
