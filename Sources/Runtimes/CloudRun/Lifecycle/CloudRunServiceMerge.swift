import Domain
import GoogleCloud
import Serving

/// The body of a patch that changes a service in place: what the change names is different, everything else is as it
/// came, whoever has set it.
///
/// What follows from the engine's recipe (arguments, variables, mount, probe) is merged three ways: the recipe as it
/// was, the recipe as it is to be, and what is deployed. Only what differs between the two recipes is touched.
struct CloudRunServiceMerge {
    var change: ServiceChange
    /// The recipe made from the service as it is, and from the service as it is to be; nil when neither is needed.
    var drafts: (old: ServingDraft, new: ServingDraft)?

    func value(onto existing: GoogleJSON) -> GoogleJSON {
        var service = CloudRunServiceBody.mutable(existing)
        var template = service["template"] ?? [:]
        template["revision"] = nil
        editScaling(&template)
        editPlacement(&template)
        var containers = template["containers"]?.array ?? []
        let index = containers.firstIndex { !($0["ports"]?.array ?? []).isEmpty } ?? 0
        if containers.indices.contains(index) {
            editMount(&template, &containers[index])
            editContainer(&containers[index])
            template["containers"] = .array(containers)
        }
        if let pin = change.pin { mark(&service, &template, pin: pin) }
        service["template"] = template
        if let access = change.access { service["invokerIamDisabled"] = .bool(access == .public) }
        editTraffic(&service, template: template, existing)
        return service
    }

    private func editScaling(_ template: inout GoogleJSON) {
        var scaling = template["scaling"] ?? [:]
        if let least = change.minInstances { scaling["minInstanceCount"] = .integer(Int64(least)) }
        if let most = change.maxInstances { scaling["maxInstanceCount"] = .integer(Int64(most)) }
        // Fewer at most than at least is refused; more at least than at most raises both.
        if let least = change.minInstances, change.maxInstances == nil,
            let most = scaling["maxInstanceCount"]?.integer, most < Int64(least)
        {
            scaling["maxInstanceCount"] = .integer(Int64(least))
        }
        if !scaling.object.isEmpty { template["scaling"] = scaling }
        if let concurrency = change.concurrency {
            template["maxInstanceRequestConcurrency"] = .integer(Int64(concurrency))
        }
    }

    private func editPlacement(_ template: inout GoogleJSON) {
        if let redundant = change.zonalRedundancy { template["gpuZonalRedundancyDisabled"] = .bool(!redundant) }
        if change.accelerator == "cpu" {
            template["nodeSelector"] = nil
            template["gpuZonalRedundancyDisabled"] = nil
        } else if let accelerator = change.accelerator {
            let hadNone = template["nodeSelector"] == nil
            template["nodeSelector"] = ["accelerator": .string(accelerator)]
            // Left out it would be with redundancy, which few projects have quota for.
            if hadNone, change.zonalRedundancy == nil { template["gpuZonalRedundancyDisabled"] = true }
        }
        CloudRunServiceBody.place(account: change.serviceAccount, network: change.network, in: &template)
    }

    private func editContainer(_ container: inout GoogleJSON) {
        if let image = change.image { container["image"] = .string(image) }
        var words = container["args"]?.array.compactMap(\.string) ?? []
        var variables = container["env"]?.array ?? []
        if let (old, new) = drafts {
            if old.recipe.command != new.recipe.command {
                container["command"] = .array(new.recipe.command.map { .string($0) })
            }
            words = EngineArguments.merged(words, from: old.recipe.arguments, to: new.recipe.arguments)
            let (was, willBe) = (old.recipe.environment, new.recipe.environment)
            for name in Set(was.keys).union(willBe.keys).sorted() where was[name] != willBe[name] {
                variables.removeAll { $0["name"]?.string == name && willBe[name] == nil }
                if let value = willBe[name] { Self.put(["name": .string(name), "value": .string(value)], &variables) }
            }
            editProbe(&container, from: old.recipe, to: new.recipe)
            editShape(&container, from: old.spec, to: new.spec)
            // The engine's own image for a GPU is another than the one for none.
            if old.recipe.image != new.recipe.image { container["image"] = .string(new.recipe.image) }
            editGPU(&container)
        } else {
            editShape(&container, cpu: change.cpu, memory: change.memory)
        }
        if !change.arguments.isEmpty || !change.removeArguments.isEmpty {
            var arguments = EngineArguments(positional: [])
            arguments.merge(words)
            arguments.merge(change.arguments)
            for name in change.removeArguments { arguments.remove(name) }
            words = arguments.words
        }
        if words != container["args"]?.array.compactMap(\.string) ?? [] {
            container["args"] = .array(words.map { .string($0) })
        }
        variables.removeAll { change.removeVariables.contains($0["name"]?.string ?? "") }
        for (name, value) in change.environment.sorted(by: { $0.key < $1.key }) {
            Self.put(["name": .string(name), "value": .string(value)], &variables)
        }
        for (name, secret) in change.secrets.sorted(by: { $0.key < $1.key }) {
            Self.put(CloudRunServiceBody.variable(name, secret), &variables)
        }
        container["env"] = variables.isEmpty ? nil : .array(variables)
    }

    private static func put(_ variable: GoogleJSON, _ variables: inout [GoogleJSON]) {
        variables = GoogleJSON.replacing(.array(variables), variable).array
    }

    private func editProbe(_ container: inout GoogleJSON, from old: ContainerRecipe, to new: ContainerRecipe) {
        guard old.probe != new.probe, let wanted = new.probe, var probe = container["startupProbe"] else { return }
        probe["initialDelaySeconds"] = .integer(Int64(wanted.initialDelay))
        probe["periodSeconds"] = .integer(Int64(wanted.period))
        probe["timeoutSeconds"] = .integer(Int64(wanted.timeout))
        probe["failureThreshold"] = .integer(Int64(wanted.threshold))
        container["startupProbe"] = probe
    }

    private func editShape(_ container: inout GoogleJSON, from old: ServiceSpec, to new: ServiceSpec) {
        editShape(
            &container, cpu: old.cpu == new.cpu ? change.cpu : new.cpu,
            memory: old.memory == new.memory ? change.memory : new.memory
        )
    }

    private func editShape(_ container: inout GoogleJSON, cpu: Int?, memory: ByteCount?) {
        guard cpu != nil || memory != nil else { return }
        var limits = container["resources"]?["limits"]?.texts ?? [:]
        if let cpu { limits["cpu"] = String(cpu) }
        if let memory { limits["memory"] = CloudRunServiceBody.quantity(memory) }
        var resources = container["resources"] ?? [:]
        resources["limits"] = .texts(limits)
        container["resources"] = resources
    }

    /// The GPU of the container's limits comes and goes with the accelerator.
    private func editGPU(_ container: inout GoogleJSON) {
        guard let accelerator = change.accelerator else { return }
        let name = "nvidia.com/gpu"
        var limits = container["resources"]?["limits"]?.texts ?? [:]
        guard (limits[name] != nil) != (accelerator != "cpu") else { return }
        limits[name] = accelerator == "cpu" ? nil : "1"
        var resources = container["resources"] ?? [:]
        resources["limits"] = .texts(limits)
        resources["cpuIdle"] = false
        container["resources"] = resources
    }

    /// The bucket's mount comes with the loader that reads files, and goes with the one that streams.
    private func editMount(_ template: inout GoogleJSON, _ container: inout GoogleJSON) {
        guard let (old, new) = drafts else { return }
        let isSame =
            old.recipe.mountPath == new.recipe.mountPath && old.recipe.memoryVolume == new.recipe.memoryVolume
        guard !isSame else { return }
        var volumes = template["volumes"]?.array ?? []
        var mounts = container["volumeMounts"]?.array ?? []
        let isBucket: (GoogleJSON) -> Bool = { $0["gcs"]?["bucket"]?.string == new.spec.bucket }
        let names = volumes.filter(isBucket).map { $0["name"] }
        mounts.removeAll { mount in names.contains { $0 == mount["name"] } }
        let others = (template["containers"]?.array ?? []).filter { $0["name"] != container["name"] }
        let mounted = others.flatMap { $0["volumeMounts"]?.array ?? [] }.map { $0["name"] }
        volumes.removeAll { volume in isBucket(volume) && !mounted.contains { $0 == volume["name"] } }
        volumes.removeAll { $0["name"]?.string == CloudRunServiceBody.memoryName }
        mounts.removeAll { $0["name"]?.string == CloudRunServiceBody.memoryName }
        if let memory = new.recipe.memoryVolume {
            volumes.append(CloudRunServiceBody.volume(memory))
            mounts.append(["name": .string(CloudRunServiceBody.memoryName), "mountPath": .string(memory.path)])
        }
        if let path = new.recipe.mountPath {
            volumes.append(CloudRunServiceBody.volume(bucket: new.spec.bucket))
            mounts.append(["name": .string(CloudRunServiceBody.volumeName), "mountPath": .string(path)])
        }
        template["volumes"] = volumes.isEmpty ? nil : .array(volumes)
        container["volumeMounts"] = mounts.isEmpty ? nil : .array(mounts)
    }

    /// Labels and annotations that name the model's revision.
    private func mark(_ service: inout GoogleJSON, _ template: inout GoogleJSON, pin: String) {
        guard let model = drafts?.new.spec.model else { return }
        var annotations = service["annotations"]?.texts ?? [:]
        annotations[CloudRunMarks.pin] = pin
        service["annotations"] = .texts(annotations)
        let marks = CloudRunMarks.labels(of: model)
        service["labels"] = .texts((service["labels"]?.texts ?? [:]).merging(marks) { _, ours in ours })
        template["labels"] = .texts((template["labels"]?.texts ?? [:]).merging(marks) { _, ours in ours })
    }

    private func editTraffic(_ service: inout GoogleJSON, template: GoogleJSON, _ existing: GoogleJSON) {
        guard template != existing["template"] else { return }
        if change.holdsTraffic {
            service["traffic"] = CloudRunTraffic.held(existing)
        } else {
            CloudRunTraffic.resume(&service)
        }
    }
}
