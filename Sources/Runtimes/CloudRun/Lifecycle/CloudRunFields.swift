import Domain
import GoogleCloud

/// A service (or the template of a revision) as flat settings with the names that people use: what two states are
/// compared by. Every field that a user may set is in it, also those that we do not know.
enum CloudRunFields {
    /// Every setting that differs, by name. A hidden value that changed is shown as changed, and stays hidden.
    static func diff(_ old: GoogleJSON, _ new: GoogleJSON) -> [FieldChange] {
        let (before, after) = (service(old), service(new))
        return Set(before.keys).union(after.keys).sorted().compactMap { field in
            guard before[field] != after[field] else { return nil }
            return FieldChange(
                field: field, old: before[field].map { shown($0, of: field) },
                new: after[field].map { shown($0, of: field) })
        }
    }

    /// The settings of a revision, those that may be secret masked.
    static func masked(revision: GoogleJSON) -> [String: String] {
        let bare = GoogleJSON.object(revision.object.filter { !revisionOutput.contains($0.key) })
        return Dictionary(uniqueKeysWithValues: template(bare).map { ($0.key, shown($0.value, of: $0.key)) })
    }

    private static let revisionOutput: Set<String> = [
        "name", "uid", "generation", "observedGeneration", "createTime", "updateTime", "deleteTime", "expireTime",
        "launchStage", "service", "reconciling", "conditions", "logUri", "satisfiesPzs", "scalingStatus", "nodeName",
        "etag", "creator", "client", "clientVersion", "revision", "annotations", "labels",
    ]

    private static func service(_ json: GoogleJSON) -> [String: String] {
        var members = CloudRunServiceBody.mutable(json).object
        for name in ["etag", "client", "clientVersion", "template", "traffic", "annotations"] { members[name] = nil }
        var fields = json["template"].map(template) ?? [:]
        fields["traffic"] = traffic(json["traffic"])
        for (name, value) in json["annotations"]?.texts ?? [:] where !CloudRunMarks.records.contains(name) {
            fields["annotations.\(name)"] = value
        }
        if members.removeValue(forKey: "invokerIamDisabled")?.bool == true { fields["access"] = "public" }
        flatten(.object(members), at: "", into: &fields)
        return fields
    }

    private static func template(_ json: GoogleJSON) -> [String: String] {
        var members = json.object
        var fields: [String: String] = [:]
        let containers = members.removeValue(forKey: "containers")?.array ?? []
        let ours = containers.firstIndex { !($0["ports"]?.array ?? []).isEmpty } ?? 0
        for (index, container) in containers.enumerated() {
            let name = container["name"]?.string ?? "\(index)"
            flatten(container: container, at: index == ours ? "" : "containers.\(name).", into: &fields)
        }
        for volume in members.removeValue(forKey: "volumes")?.array ?? [] {
            fields["volumes.\(volume["name"]?.string ?? "")"] = volume.text()
        }
        // The revision's name is made anew each time.
        members["revision"] = nil
        flatten(.object(members), at: "", into: &fields)
        return fields
    }

    private static func flatten(container: GoogleJSON, at prefix: String, into fields: inout [String: String]) {
        var members = container.object
        members["name"] = nil
        for variable in members.removeValue(forKey: "env")?.array ?? [] {
            let secret = variable["valueSource"]?["secretKeyRef"]
            let value = secret.map { "\($0["secret"]?.string ?? ""):\($0["version"]?.string ?? "latest")" }
            let kind = secret == nil ? "environment" : "secrets"
            fields["\(prefix)\(kind).\(variable["name"]?.string ?? "")"] = value ?? variable["value"]?.string ?? ""
        }
        for list in ["args", "command"] {
            guard let words = members.removeValue(forKey: list)?.array, !words.isEmpty else { continue }
            fields[prefix + (names[list] ?? list)] = words.compactMap(\.string).joined(separator: " ")
        }
        for mount in members.removeValue(forKey: "volumeMounts")?.array ?? [] {
            fields["\(prefix)mounts.\(mount["name"]?.string ?? "")"] = mount["mountPath"]?.string
        }
        flatten(.object(members), at: prefix, into: &fields)
    }

    private static func flatten(_ value: GoogleJSON, at path: String, into fields: inout [String: String]) {
        switch value {
        case .object(let members):
            for (name, member) in members { flatten(member, at: path.isEmpty ? name : join(path, name), into: &fields) }
        case .array(let items):
            if !items.isEmpty { fields[named(path)] = value.text() }
        // Proto's JSON leaves out what is false, zero or empty: left out and false are the same.
        case .null, .bool(false), .integer(0), .string(""): break
        case .string(let text): fields[named(path)] = text
        default: fields[named(path)] = value.text()
        }
    }

    private static func join(_ path: String, _ name: String) -> String {
        path.hasSuffix(".") ? path + name : "\(path).\(name)"
    }

    private static func named(_ path: String) -> String {
        for (ending, name) in names where path == ending || path.hasSuffix("." + ending) {
            return String(path.dropLast(ending.count)) + name
        }
        return path
    }

    private static let names: [String: String] = [
        "args": "arguments", "command": "command", "maxInstanceRequestConcurrency": "concurrency",
        "scaling.minInstanceCount": "minInstances", "scaling.maxInstanceCount": "maxInstances",
        "resources.limits.cpu": "cpu", "resources.limits.memory": "memory", "resources.limits.nvidia.com/gpu": "gpus",
        "nodeSelector.accelerator": "accelerator",
    ]

    static func traffic(_ targets: GoogleJSON?) -> String {
        let shares = (targets?.array ?? []).map { target in
            let place = target["revision"]?.string ?? "latest"
            let tag = target["tag"]?.string.map { " (\($0))" } ?? ""
            return "\(place) \(target["percent"]?.integer ?? 0) %\(tag)"
        }
        return shares.isEmpty ? "latest 100 %" : shares.joined(separator: ", ")
    }

    private static func shown(_ text: String, of field: String) -> String {
        if let variable = field.split(separator: "environment.", maxSplits: 1).last, field.contains("environment.") {
            return SecretMask.masked(text, named: String(variable))
        }
        guard field.hasSuffix("arguments") || field.hasSuffix("command") else { return SecretMask.masked(text) }
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        return SecretMask.maskedWords(words).joined(separator: " ")
    }
}
