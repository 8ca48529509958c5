package import Domain

extension Declarations {
    /// What exists as a file: managed buckets, completed models, services. Planned at once, the file changes nothing.
    /// Needs the viewer role.
    ///
    /// A variable whose value may be a secret is not in it, and a comment says so; nor is a service that no file could
    /// say again.
    /// - Parameter owner: of the file; nil: the one whose mark all marked services bear, else `llm-manager`.
    package func export(_ context: RequestContext, owner: String?) async throws -> String {
        try await world.look(context, "export what exists") {
            let buckets = try await controlPlane.buckets.list(context).sorted { $0.name < $1.name }
            let services = try await controlPlane.services.list(context).whole()
            let owners = Set(services.compactMap(\.declared?.owner))
            let owner = owner ?? (owners.count == 1 ? owners.first : nil) ?? "llm-manager"
            var lines = DeclarationSchema.modeline + ["apiVersion: \(Declaration.version)", "owner: \(owner)"]
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
            var entries: [String] = []
            for service in services.sorted(by: { $0.id.description < $1.id.description }) {
                entries += try await entry(service, context)
            }
            if entries.contains(where: { !$0.hasPrefix("  #") }) { lines.append("services:") }
            lines += entries
            return lines.joined(separator: "\n") + "\n"
        }
    }

    private func entry(_ service: Service, _ context: RequestContext) async throws -> [String] {
        guard service.bucket != nil, service.model.flatMap(Self.reference) != nil else {
            return ["  # \(service.id) is left out: it does not say which model of which bucket it serves"]
        }
        do {
            return Self.lines(try await controlPlane.services.wish(context, of: service.id), service.id)
        } catch let problem as Problem where problem.code != .cancelled {
            return ["  # \(service.id) is left out: \(problem.detail.split(separator: "\n").joined(separator: " "))"]
        }
    }

    private static func lines(_ wish: ServiceSpec, _ id: ServiceID) -> [String] {
        let network = wish.network?.reference
        var fields: [(String, String?)] = [
            ("name", quoted(id.name)), ("region", quoted(id.region)), ("bucket", quoted(wish.bucket)),
            ("model", reference(wish.model).map(quoted)), ("engine", wish.engine?.rawValue),
            ("accelerator", wish.accelerator.map(quoted)), ("cpu", wish.cpu.map { "\($0)" }),
            ("memory", wish.memory.flatMap { $0.bytes % (1 << 30) == 0 ? "\($0.bytes >> 30)Gi" : nil }),
            ("minInstances", "\(wish.minInstances)"), ("maxInstances", "\(wish.maxInstances)"),
            ("concurrency", wish.concurrency.map { "\($0)" }),
            ("contextLength", wish.contextLength.map { "\($0)" }), ("loader", wish.loader?.rawValue),
            ("zonalRedundancy", wish.zonalRedundancy ? "true" : nil), ("access", wish.access.rawValue),
            ("serviceAccount", wish.serviceAccount.map(quoted)), ("network", network.map(quoted)),
            ("privateRangesOnly", network == nil ? nil : wish.network.map { "\(!$0.allTraffic)" }),
            ("image", wish.image.map(quoted)),
        ]
        let isArgumentHidden = SecretMask.maskedWords(wish.arguments) != wish.arguments
        if !wish.arguments.isEmpty, !isArgumentHidden {
            fields.append(("arguments", "[" + wish.arguments.map(quoted).joined(separator: ", ") + "]"))
        }
        let shown = wish.environment.filter { SecretMask.masked($0.value, named: $0.key) == $0.value }
        fields.append(("env", map(shown)))
        fields.append(("secrets", map(wish.secrets.mapValues(\.description))))
        let written = fields.compactMap { name, value in value.map { "\(name): \($0)" } }
        let hidden = wish.environment.keys.filter { shown[$0] == nil }.sorted()
        return written.enumerated().map { ($0.offset == 0 ? "  - " : "    ") + $0.element }
            + (isArgumentHidden ? ["    # arguments are left out: one of them may be a secret."] : [])
            + hidden.map { "    # env \($0) is left out: its value may be a secret. Name one under secrets." }
    }

    private static func map(_ values: [String: String]) -> String? {
        guard !values.isEmpty else { return nil }
        return "{" + values.sorted { $0.key < $1.key }.map { "\($0.key): \(quoted($0.value))" }.joined(separator: ", ")
            + "}"
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
