import Domain
import GoogleCloud
import Serving

/// The body of `services.create` and `services.patch` (Cloud Run Admin API v2) for a plan.
///
/// An update starts from the service as it was fetched and changes only what the plan decides: sidecars, secrets,
/// other volumes, traffic and whatever else the API knows go back as they came. A patch without a mask replaces every
/// mutable field, so what was fetched must be sent.
struct CloudRunServiceBody {
    static let volumeName = "models"
    static let memoryName = "model-copy"
    static let probePeriod = 10

    var plan: ServicePlan

    init(_ plan: ServicePlan) { self.plan = plan }

    func value(onto existing: GoogleJSON? = nil) -> GoogleJSON {
        var service = existing.map(Self.mutable) ?? ["ingress": "INGRESS_TRAFFIC_ALL", "iapEnabled": false]
        var annotations = service["annotations"]?.texts ?? [:]
        annotations.merge(CloudRunMarks.annotations(plan)) { _, ours in ours }
        // What somebody deploys by hand is no longer what the file's words made.
        annotations[CloudRunMarks.declared] = plan.spec.declared?.digest
        annotations[CloudRunMarks.variables] = CloudRunMarks.declaredVariables(plan.spec)
        // A deploy means that this is to run and to serve: a roll-back and a stop end with it.
        if annotations.removeValue(forKey: CloudRunMarks.rolledBack) != nil, let existing {
            service["traffic"] = CloudRunTraffic.toLatest(existing)
        }
        if existing.map(CloudRunReader.isStopped) == true {
            service["scaling"]?["scalingMode"] = "AUTOMATIC"
            service["scaling"]?["manualInstanceCount"] = nil
        }
        service["annotations"] = .texts(annotations)
        service["labels"] = .texts(
            (service["labels"]?.texts ?? [:]).merging(CloudRunMarks.labels(plan)) { _, ours in ours })
        service["client"] = .string(CloudRunMarks.manager)
        service["invokerIamDisabled"] = .bool(plan.spec.access == .public)
        service["template"] = template(onto: withoutDropped(service["template"], existing))
        return service
    }

    /// Without the variables that the declarative file named the last time and names no longer.
    private func withoutDropped(_ template: GoogleJSON?, _ existing: GoogleJSON?) -> GoogleJSON? {
        guard plan.spec.declared != nil,
            let named = existing?["annotations"]?[CloudRunMarks.variables]?.string
        else { return template }
        let dropped = Set(named.split(separator: ",").map(String.init))
            .subtracting(plan.spec.environment.keys).subtracting(plan.spec.secrets.keys)
        guard !dropped.isEmpty, var template else { return template }
        template["containers"] = .array(
            (template["containers"]?.array ?? []).map { container in
                var container = container
                let kept = (container["env"]?.array ?? []).filter { !dropped.contains($0["name"]?.string ?? "") }
                if container["env"] != nil { container["env"] = .array(kept) }
                return container
            })
        return template
    }

    /// Without what the server alone writes. `etag` stays: with it a race is answered by a conflict.
    static func mutable(_ service: GoogleJSON) -> GoogleJSON {
        let outputOnly: Set<String> = [
            "name", "uid", "generation", "observedGeneration", "conditions", "terminalCondition", "latestReadyRevision",
            "latestCreatedRevision", "trafficStatuses", "uri", "urls", "reconciling", "creator", "lastModifier",
            "createTime", "updateTime", "deleteTime", "expireTime", "satisfiesPzs", "threatDetectionEnabled",
        ]
        return .object(service.object.filter { !outputOnly.contains($0.key) })
    }

    private func template(onto existing: GoogleJSON?) -> GoogleJSON {
        var template = existing ?? [:]
        let recipe = plan.recipe
        // A revision name given by hand may be used once only.
        template["revision"] = nil
        template["labels"] = .texts(
            (template["labels"]?.texts ?? [:]).merging(CloudRunMarks.labels(plan)) { _, ours in ours }
        )
        template["executionEnvironment"] = "EXECUTION_ENVIRONMENT_GEN2"
        template["timeout"] = "3600s"
        template["maxInstanceRequestConcurrency"] = .integer(Int64(recipe.concurrency))
        // Unset, the maximum would be 100, above any GPU quota.
        template["scaling"] = [
            "minInstanceCount": .integer(Int64(plan.spec.minInstances)),
            "maxInstanceCount": .integer(Int64(max(1, plan.spec.maxInstances))),
        ]
        if hasGPU {
            template["gpuZonalRedundancyDisabled"] = .bool(!plan.spec.zonalRedundancy)
            template["nodeSelector"] = ["accelerator": .string(plan.spec.accelerator ?? "")]
        } else {
            template["gpuZonalRedundancyDisabled"] = nil
            template["nodeSelector"] = nil
        }
        Self.place(account: plan.spec.serviceAccount, network: plan.spec.network, in: &template)
        var volumes = (template["volumes"]?.array ?? []).filter { !Self.isOurs($0) }
        if recipe.mountPath != nil { volumes.append(Self.volume(bucket: plan.spec.bucket)) }
        if let memory = recipe.memoryVolume { volumes.append(Self.volume(memory)) }
        template["volumes"] = volumes.isEmpty ? nil : .array(volumes)
        template["containers"] = containers(onto: template["containers"])
        return template
    }

    private var hasGPU: Bool { plan.spec.accelerator != nil && plan.spec.accelerator != "cpu" }

    static func volume(bucket: String) -> GoogleJSON {
        [
            "name": .string(volumeName),
            "gcs": [
                "bucket": .string(bucket), "readOnly": true,
                // Folders of a bucket are only prefixes; without this a file system does not see them.
                "mountOptions": ["implicit-dirs"],
            ],
        ]
    }

    /// Where the loader copy puts the model.
    static func volume(_ memory: MemoryVolume) -> GoogleJSON {
        [
            "name": .string(memoryName),
            "emptyDir": ["medium": "MEMORY", "sizeLimit": .string(quantity(memory.size))],
        ]
    }

    /// What is nil stays, and so does a network that is the same in words: it may have more, such as tags. Google's own
    /// path and the default account are what a template has that names none.
    static func place(account: String?, network: NetworkSpec?, in template: inout GoogleJSON) {
        if account == ServiceSpec.defaultAccount {
            let isDefault = template["serviceAccount"]?.string?.hasSuffix(defaultAccountEnding) == true
            if !isDefault { template["serviceAccount"] = nil }
        } else if let account {
            template["serviceAccount"] = .string(account)
        }
        guard let network, network != CloudRunReader.network(template) else { return }
        template["vpcAccess"] = network.isGoogles ? nil : vpcAccess(network)
    }

    private static let defaultAccountEnding = "-compute@developer.gserviceaccount.com"

    private static func vpcAccess(_ network: NetworkSpec) -> GoogleJSON {
        let egress: GoogleJSON = network.allTraffic ? "ALL_TRAFFIC" : "PRIVATE_RANGES_ONLY"
        if let connector = network.connector { return ["connector": .string(connector), "egress": egress] }
        // Either of the two names the other.
        let names = ["network": network.network, "subnetwork": network.subnetwork].filter { !$0.value.isEmpty }
        return ["networkInterfaces": [.texts(names)], "egress": egress]
    }

    /// Ours is the container that takes the requests: the one with a port, or the only one.
    private func containers(onto existing: GoogleJSON?) -> GoogleJSON {
        var containers = existing?.array ?? []
        let index = containers.firstIndex { !($0["ports"]?.array ?? []).isEmpty } ?? (containers.count == 1 ? 0 : nil)
        if let index {
            containers[index] = container(onto: containers[index])
        } else {
            containers.insert(container(onto: nil), at: 0)
        }
        return .array(containers)
    }

    private func container(onto existing: GoogleJSON?) -> GoogleJSON {
        let recipe = plan.recipe
        var container = existing ?? [:]
        container["name"] = .string(recipe.engine.rawValue)
        container["image"] = .string(recipe.image)
        container["command"] = .array(recipe.command.map { .string($0) })
        container["args"] = .array(recipe.arguments.map { .string($0) })
        container["env"] = environment(onto: container["env"])
        container["ports"] = [["name": "http1", "containerPort": .integer(Int64(recipe.port))]]
        container["resources"] = resources(onto: container["resources"])
        var mounts = (container["volumeMounts"]?.array ?? []).filter { !Self.isOurs($0) }
        if let path = recipe.mountPath {
            mounts.append(["name": .string(Self.volumeName), "mountPath": .string(path)])
        }
        if let memory = recipe.memoryVolume {
            mounts.append(["name": .string(Self.memoryName), "mountPath": .string(memory.path)])
        }
        container["volumeMounts"] = mounts.isEmpty ? nil : .array(mounts)
        container["startupProbe"] = startupProbe
        if container["livenessProbe"] == nil {
            container["livenessProbe"] = [
                "httpGet": ["path": .string(recipe.healthPath), "port": .integer(Int64(recipe.port))],
                "periodSeconds": 60, "timeoutSeconds": 10, "failureThreshold": 5,
            ]
        }
        return container
    }

    /// A volume, or a mount of one, that a plan decides about.
    private static func isOurs(_ value: GoogleJSON) -> Bool {
        [volumeName, memoryName].contains(value["name"]?.string ?? "")
    }

    private var startupProbe: GoogleJSON {
        let recipe = plan.recipe
        // A recipe of an earlier version has only the bound.
        let probe =
            recipe.probe
            ?? StartupProbe(
                initialDelay: 0, period: Self.probePeriod, timeout: ProbePlanner.timeout,
                threshold: max(1, min(ProbePlanner.limit(isGPU: hasGPU), recipe.startupSeconds) / Self.probePeriod)
            )
        return [
            "httpGet": ["path": .string(recipe.healthPath), "port": .integer(Int64(recipe.port))],
            "initialDelaySeconds": .integer(Int64(probe.initialDelay)),
            "periodSeconds": .integer(Int64(probe.period)), "timeoutSeconds": .integer(Int64(probe.timeout)),
            "failureThreshold": .integer(Int64(probe.threshold)),
        ]
    }

    private func resources(onto existing: GoogleJSON?) -> GoogleJSON {
        var resources = existing ?? [:]
        var limits = resources["limits"]?.texts ?? [:]
        limits["cpu"] = plan.spec.cpu.map(String.init) ?? limits["cpu"]
        limits["memory"] = plan.spec.memory.map(Self.quantity) ?? limits["memory"]
        limits["nvidia.com/gpu"] = hasGPU ? "1" : nil
        resources["limits"] = .texts(limits)
        // A GPU is billed per instance, and the API refuses an idle CPU with it. Without one it is our choice: the price of
        // the plan holds, and an engine that loads between two requests is not starved.
        resources["cpuIdle"] = false
        resources["startupCpuBoost"] = true
        return resources
    }

    /// `32Gi`, as Google's own tools write it; `Mi` for what is no whole number of them.
    static func quantity(_ memory: ByteCount) -> String {
        let mebibytes = memory.bytes >> 20
        return mebibytes.isMultiple(of: 1024) ? "\(mebibytes >> 10)Gi" : "\(mebibytes)Mi"
    }

    /// Ours by name; what else is there stays, secrets included. Names in order, so that equal plans give equal bodies.
    /// A name that has both a value and a secret gets the secret.
    private func environment(onto existing: GoogleJSON?) -> GoogleJSON {
        var list = existing ?? []
        for (name, value) in plan.recipe.environment.sorted(by: { $0.key < $1.key })
        where plan.spec.secrets[name] == nil {
            list = GoogleJSON.replacing(list, ["name": .string(name), "value": .string(value)])
        }
        for (name, secret) in plan.spec.secrets.sorted(by: { $0.key < $1.key }) {
            list = GoogleJSON.replacing(list, Self.variable(name, secret))
        }
        return list
    }

    /// A variable that Cloud Run fills from Secret Manager when an instance starts.
    static func variable(_ name: String, _ secret: SecretReference) -> GoogleJSON {
        [
            "name": .string(name),
            "valueSource": [
                "secretKeyRef": ["secret": .string(secret.name), "version": .string(secret.version)]
            ],
        ]
    }
}
