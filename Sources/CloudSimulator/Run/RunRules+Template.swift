extension RunRules {
    /// A revision's or a task's template.
    func check(template: JSONValue, at field: String) throws {
        if let concurrency = template["maxInstanceRequestConcurrency"]?.int64, !(0...1000).contains(concurrency) {
            throw violation(field + ".max_instance_request_concurrency", "must be between 0 and 1000.")
        }
        if request.contains("Service"), let timeout = template["timeout"]?.string {
            guard let seconds = RunQuantity.seconds(timeout), (1...3600).contains(seconds) else {
                throw violation(field + ".timeout", "must be a duration between 1s and 3600s, found \"\(timeout)\".")
            }
        }
        try checkScaling(template["scaling"], at: field + ".scaling")
        try checkNetwork(template["vpcAccess"], at: field + ".vpc_access")
        let volumes = try volumeNames(template["volumes"]?.array ?? [], at: field + ".volumes")
        let containers = template["containers"]?.array ?? []
        guard !containers.isEmpty else {
            throw violation(field + ".containers", "must contain at least one container.")
        }
        if template["executionEnvironment"]?.string == "EXECUTION_ENVIRONMENT_GEN1",
            template["volumes"]?.array?.contains(where: { $0["gcs"] != nil || $0["nfs"] != nil }) == true
        {
            throw violation(
                field + ".execution_environment",
                "Network file systems need the second generation execution environment.")
        }
        let isGPU = containers.contains { $0["resources"]?["limits"]?["nvidia.com/gpu"] != nil }
        if request.contains("Service") {
            let ports = containers.filter { $0["ports"]?.array?.isEmpty == false }
            guard containers.count == 1 || ports.count == 1 else {
                throw violation(field + ".containers", "exactly one container must have a port when there are several.")
            }
        }
        for (index, container) in containers.enumerated() {
            try check(container: container, volumes: volumes, isGPU: isGPU, at: "\(field).containers[\(index)]")
        }
        try checkGPU(template, containers: containers, at: field)
    }

    private func checkScaling(_ scaling: JSONValue?, at field: String) throws {
        let low = scaling?["minInstanceCount"]?.int64 ?? 0
        let high = scaling?["maxInstanceCount"]?.int64 ?? 0
        guard low >= 0, high >= 0 else { throw violation(field, "counts must not be negative.") }
        if high > 0, low > high {
            throw violation(
                field + ".min_instance_count", "must be at most max_instance_count (\(high)), found \(low).")
        }
    }

    private func checkNetwork(_ access: JSONValue?, at field: String) throws {
        guard let access else { return }
        let interfaces = access["networkInterfaces"]?.array ?? []
        if interfaces.count > 1 { throw violation(field + ".network_interfaces", "at most one network interface.") }
        if access["connector"]?.string?.isEmpty == false, !interfaces.isEmpty {
            throw violation(field, "connector and network_interfaces exclude each other.")
        }
    }

    private func volumeNames(_ volumes: [JSONValue], at field: String) throws -> Set<String> {
        var names: Set<String> = []
        let kinds: Set<String> = ["secret", "cloudSqlInstance", "emptyDir", "nfs", "gcs", "filestore"]
        for (index, volume) in volumes.enumerated() {
            guard let name = volume["name"]?.string, !name.isEmpty, names.insert(name).inserted else {
                throw violation("\(field)[\(index)].name", "Volume names must be given and differ.")
            }
            guard kinds.intersection((volume.object ?? [:]).keys).count == 1 else {
                throw violation("\(field)[\(index)]", "exactly one kind of volume must be given.")
            }
            if let gcs = volume["gcs"], gcs["bucket"]?.string?.isEmpty != false {
                throw violation("\(field)[\(index)].gcs.bucket", "The bucket's name is required.")
            }
        }
        return names
    }

    private func check(container: JSONValue, volumes: Set<String>, isGPU: Bool, at field: String) throws {
        guard container["image"]?.string?.isEmpty == false else {
            throw violation(field + ".image", "Image is required.")
        }
        for (index, variable) in (container["env"]?.array ?? []).enumerated() {
            let name = variable["name"]?.string ?? ""
            guard !name.isEmpty else { throw violation("\(field).env[\(index)].name", "Name is required.") }
            if variable["value"]?.string?.isEmpty == false, variable["valueSource"] != nil {
                throw violation("\(field).env[\(index)]", "value and value_source exclude each other.")
            }
            guard !name.contains("=") else { throw violation("\(field).env[\(index)].name", "must not contain \"=\".") }
            if let version = variable["valueSource"]?["secretKeyRef"]?["version"]?.string, version != "latest",
                UInt64(version) == nil
            {
                throw violation(
                    "\(field).env[\(index)].value_source.secret_key_ref.version", "must be a number or latest.")
            }
            if isReserved(name) {
                throw violation(
                    "\(field).env",
                    "The following reserved env names were provided: \(name). These values are automatically set by "
                        + "the system."
                )
            }
            if (variable["value"]?.string ?? "").utf8.count > 32_768 {
                throw violation("\(field).env[\(index)].value", "must be at most 32768 bytes.")
            }
        }
        try checkEnvironmentSize(container["env"]?.array ?? [], at: field + ".env")
        let ports = container["ports"]?.array ?? []
        guard ports.count <= 1 else { throw violation(field + ".ports", "at most one port.") }
        if let port = ports.first?["containerPort"]?.int64, !(1...65_535).contains(port) {
            throw violation(field + ".ports.container_port", "must be between 1 and 65535.")
        }
        if let name = ports.first?["name"]?.string, !["", "http1", "h2c"].contains(name) {
            throw violation(field + ".ports.name", "must be empty, http1 or h2c.")
        }
        for (index, mount) in (container["volumeMounts"]?.array ?? []).enumerated() {
            try check(mount: mount, volumes: volumes, at: "\(field).volume_mounts[\(index)]")
        }
        try checkResources(container["resources"]?["limits"], at: field + ".resources.limits")
        if container["resources"]?["limits"]?["nvidia.com/gpu"] == nil {
            try checkShape(container["resources"]?["limits"], at: field + ".resources.limits")
        }
        try checkProbes(of: container, isGPU: isGPU, at: field)
    }

    /// Set by the system in every container, and in those of a job.
    private func isReserved(_ name: String) -> Bool {
        name == "PORT" || name.hasPrefix("K_") || (request.contains("Job") && name.hasPrefix("CLOUD_RUN_"))
    }

    private func check(mount: JSONValue, volumes: Set<String>, at field: String) throws {
        let name = mount["name"]?.string ?? ""
        guard volumes.contains(name) else {
            throw violation(field + ".name", "Volume mount \"\(name)\" refers to no volume of the template.")
        }
        let path = mount["mountPath"]?.string ?? ""
        guard path.hasPrefix("/"), path.count > 1 else {
            throw violation(field + ".mount_path", "must be an absolute path, found \"\(path)\".")
        }
        for reserved in ["/dev", "/proc", "/sys"] where path == reserved || path.hasPrefix(reserved + "/") {
            throw violation(field + ".mount_path", "must not be at or below \(reserved).")
        }
    }

    private func checkResources(_ limits: JSONValue?, at field: String) throws {
        for (name, value) in (limits?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            let text = value.string ?? ""
            let amount: Int64? =
                switch name {
                case "cpu": RunQuantity.milliCPU(text)
                case "memory": RunQuantity.bytes(text)
                case "nvidia.com/gpu": Int64(text)
                default: throw violation(field, "\"\(name)\" is not a supported resource.")
                }
            guard let amount, amount > 0 else { throw violation(field, "Invalid value for \(name): \"\(text)\".") }
        }
    }
}
