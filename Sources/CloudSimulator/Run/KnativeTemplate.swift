import NIOCore

/// A revision's template in the words of Cloud Run's Admin API v1, whose resources are Knative's: what v2 has as fields
/// of its own stands in annotations, a node selector and CSI volumes there (RevisionTemplate of the v1 reference).
struct KnativeTemplate {
    /// The template as v2 has it.
    let template: JSONValue

    var annotations: [String: JSONValue] {
        var annotations = template["annotations"]?.object ?? [:]
        let containers = template["containers"]?.array ?? []
        let resources = containers.compactMap { $0["resources"] }
        let network = template["vpcAccess"]
        annotations["autoscaling.knative.dev/minScale"] = Self.text(template["scaling"]?["minInstanceCount"])
        annotations["autoscaling.knative.dev/maxScale"] = Self.text(template["scaling"]?["maxInstanceCount"])
        // v2 says whether the CPU idles, v1 whether it is throttled; both by container and for all of them.
        if let idles = resources.lazy.compactMap({ $0["cpuIdle"]?.bool }).first {
            annotations["run.googleapis.com/cpu-throttling"] = .string(String(idles))
        }
        annotations["run.googleapis.com/startup-cpu-boost"] = Self.text(
            resources.lazy.compactMap { $0["startupCpuBoost"] }.first)
        annotations["run.googleapis.com/gpu-zonal-redundancy-disabled"] = Self.text(
            template["gpuZonalRedundancyDisabled"])
        annotations["run.googleapis.com/execution-environment"] = Self.word(
            template["executionEnvironment"], without: "EXECUTION_ENVIRONMENT_")
        annotations["run.googleapis.com/vpc-access-connector"] = network?["connector"]
        annotations["run.googleapis.com/vpc-access-egress"] = Self.word(network?["egress"], without: "")
        if let interfaces = network?["networkInterfaces"] {
            annotations["run.googleapis.com/network-interfaces"] = .string(String(buffer: interfaces.buffer))
        }
        return annotations
    }

    var spec: JSONValue {
        var spec: JSONValue = [
            "containers": .array((template["containers"]?.array ?? []).map(Self.container)),
            "volumes": .array((template["volumes"]?.array ?? []).map(Self.volume)),
        ]
        spec["serviceAccountName"] = template["serviceAccount"]
        spec["containerConcurrency"] = template["maxInstanceRequestConcurrency"]
        if let seconds = template["timeout"]?.string.flatMap({ Int64($0.dropLast()) }) {
            spec["timeoutSeconds"] = .integer(seconds)
        }
        if let accelerator = template["nodeSelector"]?["accelerator"] {
            spec["nodeSelector"] = ["run.googleapis.com/accelerator": accelerator]
        }
        return spec
    }

    private static func container(_ container: JSONValue) -> JSONValue {
        var mapped: JSONValue = ["resources": ["limits": container["resources"]?["limits"] ?? [:]]]
        for field in [
            "name", "image", "command", "args", "workingDir", "ports", "volumeMounts", "startupProbe", "livenessProbe",
        ] {
            mapped[field] = container[field]
        }
        mapped["env"] = .array(
            (container["env"]?.array ?? []).map { variable in
                guard let secret = variable["valueSource"]?["secretKeyRef"] else { return variable }
                var reference: JSONValue = ["key": secret["version"] ?? "latest"]
                reference["name"] = secret["secret"]
                return ["name": variable["name"] ?? "", "valueFrom": ["secretKeyRef": reference]]
            })
        return mapped
    }

    private static func volume(_ volume: JSONValue) -> JSONValue {
        var mapped: JSONValue = ["name": volume["name"] ?? ""]
        if let bucket = volume["gcs"] {
            var attributes: JSONValue = ["bucketName": bucket["bucket"] ?? ""]
            if let options = bucket["mountOptions"]?.array {
                attributes["mountOptions"] = .string(options.compactMap(\.string).joined(separator: ","))
            }
            mapped["csi"] = [
                "driver": "gcsfuse.run.googleapis.com", "readOnly": bucket["readOnly"] ?? false,
                "volumeAttributes": attributes,
            ]
        }
        if let memory = volume["emptyDir"] {
            mapped["emptyDir"] = ["medium": "Memory"]
            mapped["emptyDir"]?["sizeLimit"] = memory["sizeLimit"]
        }
        return mapped
    }

    /// Annotations are text, whatever they stand for.
    static func text(_ value: JSONValue?) -> JSONValue? {
        switch value {
        case .integer(let number): .string(String(number))
        case .bool(let flag): .string(String(flag))
        case .string: value
        default: nil
        }
    }

    /// v2's `PREFIX_SOME_WORD` as v1's `some-word`.
    static func word(_ value: JSONValue?, without prefix: String) -> JSONValue? {
        guard let text = value?.string, text.hasPrefix(prefix) else { return nil }
        return .string(text.dropFirst(prefix.count).lowercased().replacing("_", with: "-"))
    }
}
