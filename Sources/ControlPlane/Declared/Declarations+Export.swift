package import Domain

extension Declarations {
    /// What exists as a file: managed buckets, completed models, services. Needs the viewer role.
    ///
    /// Variables, arguments and secrets of a service are not in it: a list does not show them.
    package func export(_ context: RequestContext, owner: String) async throws -> String {
        try await world.look(context, "export what exists") {
            let buckets = try await controlPlane.buckets.list(context).sorted { $0.name < $1.name }
            var lines = ["apiVersion: \(Declaration.version)", "owner: \(owner)"]
            if !buckets.isEmpty { lines.append("buckets:") }
            for bucket in buckets {
                lines += [
                    "  - name: \(Self.quoted(bucket.name))",
                    "    location: \(Self.quoted(bucket.location.lowercased()))",
                ]
            }
            var models: [String] = []
            for bucket in buckets {
                let store = try world.targets.buckets(of: context.target).store(bucket.name, in: context.target)
                for entry in try await world.catalog.entries(in: store) where entry.status == .completed {
                    guard let text = Self.reference(entry.model) else { continue }
                    models += ["  - bucket: \(Self.quoted(bucket.name))", "    model: \(Self.quoted(text))"]
                }
            }
            if !models.isEmpty { lines += ["models:"] + models }
            let services = try await controlPlane.services.list(context).whole().compactMap(Self.entry)
            if !services.isEmpty { lines += ["services:"] + services.joined() }
            return lines.joined(separator: "\n") + "\n"
        }
    }

    private static func entry(_ service: Service) -> [String]? {
        guard let bucket = service.bucket, let model = service.model.flatMap(reference) else { return nil }
        var fields: [(String, String?)] = [
            ("name", quoted(service.id.name)), ("region", quoted(service.id.region)), ("bucket", quoted(bucket)),
            ("model", quoted(model)), ("engine", service.engine?.rawValue),
            ("accelerator", service.accelerator.map(quoted)), ("cpu", service.cpu.map { "\($0)" }),
            ("minInstances", "\(service.minInstances)"), ("maxInstances", service.maxInstances.map { "\($0)" }),
            ("access", service.access.rawValue),
        ]
        if let memory = service.memory, memory.bytes % (1 << 30) == 0 {
            fields.append(("memory", "\(memory.bytes >> 30)Gi"))
        }
        return fields.compactMap { name, value in value.map { "\(name): \($0)" } }.enumerated().map {
            ($0.offset == 0 ? "  - " : "    ") + $0.element
        }
    }

    /// As a file names the model; nil for one that came from nowhere that a file could name.
    private static func reference(_ model: ModelIdentity) -> String? {
        switch model.source {
        case .huggingFace: model.pin.isEmpty ? "hf:\(model.id)" : "hf:\(model.id)@\(model.pin)"
        case .ollama: "ollama:\(model.id)"
        case .directory, .bucket: nil
        }
    }

    /// A plain word as it is, anything else in double quotes (JSON's strings are YAML's).
    static func quoted(_ text: String) -> String {
        if text.wholeMatch(of: #/[a-z][a-z0-9._\/@:-]*[a-z0-9]/#) != nil, !text.contains(": "),
            !["true", "false", "null", "yes", "no", "on", "off"].contains(text)
        {
            return text
        }
        let escaped = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            default: scalar.value < 0x20 ? "\\x" + String(scalar.value + 0x100, radix: 16).dropFirst() : String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}
