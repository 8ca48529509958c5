package import Domain
import GoogleCloud

extension CloudRunRuntime: ServiceInspection {
    package func resource(_ id: ServiceID) async throws -> ServiceResource {
        let json = try await managed(id)
        let container = CloudRunReader.engineContainer(json) ?? [:]
        let template = json["template"] ?? [:]
        let words = ["command", "args"].flatMap { (container[$0]?.array ?? []).compactMap(\.string) }
        let mounts = (container["volumeMounts"]?.array ?? []).compactMap { mount -> String? in
            guard let path = mount["mountPath"]?.string else { return nil }
            let volume = (template["volumes"]?.array ?? []).first { $0["name"] == mount["name"] }
            return volume?["gcs"]?["bucket"]?.string.map { "gs://\($0) at \(path)" } ?? path
        }
        return ServiceResource(
            kind: "Service (run.googleapis.com, v2)", command: SecretMask.maskedWords(words),
            environment: (container["env"]?.array ?? []).compactMap(Self.variable), mounts: mounts,
            probe: Self.probe(container["startupProbe"]), network: Self.network(template["vpcAccess"]),
            account: template["serviceAccount"]?.string ?? "Compute Engine's default account",
            resource: SecretMask.maskedJSON(json.text(pretty: true))
        )
    }

    private static func variable(_ json: GoogleJSON) -> ServiceResource.Variable? {
        guard let name = json["name"]?.string else { return nil }
        let source = json["valueSource"]?["secretKeyRef"]
        let secret = source?["secret"]?.string.map { "\($0)/\(source?["version"]?.string ?? "latest")" }
        return ServiceResource.Variable(
            name: name, value: secret == nil ? json["value"]?.string ?? "" : nil, secret: secret)
    }

    private static func probe(_ json: GoogleJSON?) -> String? {
        guard let json else { return nil }
        let place =
            json["httpGet"].map { "GET \($0["path"]?.string ?? "/")" } ?? (json["tcpSocket"] == nil ? "gRPC" : "TCP")
        let period = json["periodSeconds"]?.integer ?? 10
        let threshold = json["failureThreshold"]?.integer ?? 3
        return "\(place) every \(period) s, \(threshold) times at most (\(period * threshold) s)"
    }

    private static func network(_ json: GoogleJSON?) -> String? {
        if let connector = json?["connector"]?.string { return "connector \(connector)" }
        guard let interface = json?["networkInterfaces"]?.array.first else { return nil }
        let names = [interface["network"]?.string, interface["subnetwork"]?.string].compactMap(\.self)
        let all = json?["egress"]?.string == "ALL_TRAFFIC"
        return names.joined(separator: "/") + (all ? ", all traffic" : ", private ranges")
    }
}
