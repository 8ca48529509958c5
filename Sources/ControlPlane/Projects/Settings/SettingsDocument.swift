import Domain
import Foundation
import NIOCore

/// The settings object as it lies in a bucket. What we do not know survives a rewrite.
///
///     {"version": 1, "defaults": {"serviceAccount": "…@….iam.gserviceaccount.com",
///      "networks": {"us-central1": {"network": "default", "subnetwork": "default", "egress": "all-traffic"}},
///      "idleRule": {"days": 14, "includesScaledToZero": false}}}
struct SettingsDocument: Sendable, Hashable {
    /// More than that is no settings object of ours.
    static let limit = 1 << 20

    private(set) var members: [String: JSONValue]

    init() { members = ["version": .integer(1)] }

    /// - Throws: `settings-unreadable`; never an empty document for what cannot be read.
    init(parsing bytes: ByteBuffer, bucket: String) throws(Problem) {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes.readableBytesView)),
            case .object(let members) = value
        else { throw Self.unreadable(bucket, "it is not a JSON object") }
        if let version = members["version"]?.integer, version > 1 {
            throw Self.unreadable(bucket, "a newer llm-manager has written it (version \(version))")
        }
        let defaults = members["defaults"]
        for (name, value) in [("defaults", defaults), ("defaults.networks", Self.object(defaults)["networks"])] {
            guard let value else { continue }
            guard case .object = value else { throw Self.unreadable(bucket, "‘\(name)’ is not an object") }
        }
        if let rule = Self.object(defaults)["idleRule"], Self.rule(rule) == nil {
            throw Self.unreadable(bucket, "‘defaults.idleRule’ is not a rule with a number of days")
        }
        self.members = members
    }

    func serialized() throws -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return ByteBuffer(bytes: try encoder.encode(JSONValue.object(members)))
    }

    static func unreadable(_ bucket: String, _ why: String) -> Problem {
        Problem(
            .settingsUnreadable, "The project's settings cannot be read",
            detail: "gs://\(bucket)/\(BucketLayout.settingsKey): \(why)"
        )
    }

    // What is known of it

    var serviceAccount: String? {
        get { defaults["serviceAccount"]?.string }
        set { setDefault("serviceAccount", newValue.map { .string($0) }) }
    }

    /// Fields of the rule that we do not know stay; nil takes it away.
    var idleRule: IdleRule? {
        get { defaults["idleRule"].flatMap(Self.rule) }
        set {
            var entry = Self.object(defaults["idleRule"])
            if let newValue {
                entry["days"] = .integer(Int64(newValue.days))
                entry["includesScaledToZero"] = .bool(newValue.includesScaledToZero)
            }
            setDefault("idleRule", newValue == nil ? nil : .object(entry))
        }
    }

    private static func rule(_ value: JSONValue) -> IdleRule? {
        let entry = object(value)
        guard let days = entry["days"]?.integer.flatMap({ Int(exactly: $0) }) else { return nil }
        return try? IdleRule(days: days, includesScaledToZero: entry["includesScaledToZero"] == .bool(true))
    }

    var networks: [String: NetworkSpec] {
        Self.object(defaults["networks"]).compactMapValues(Self.network)
    }

    /// Fields of the region's entry that we do not know stay; nil removes the entry.
    mutating func setNetwork(_ spec: NetworkSpec?, in region: String) {
        var networks = Self.object(defaults["networks"])
        if let spec {
            var entry = Self.object(networks[region])
            for name in ["network", "subnetwork", "connector"] { entry[name] = nil }
            if let connector = spec.connector {
                entry["connector"] = .string(connector)
            } else {
                entry["network"] = .string(spec.network)
                entry["subnetwork"] = .string(spec.subnetwork)
            }
            entry["egress"] = .string(spec.allTraffic ? "all-traffic" : "private-ranges")
            networks[region] = .object(entry)
        } else {
            networks[region] = nil
        }
        setDefault("networks", networks.isEmpty ? nil : .object(networks))
    }

    func settings(in bucket: String?) -> ProjectSettings {
        ProjectSettings(networks: networks, serviceAccount: serviceAccount, idleRule: idleRule, bucket: bucket)
    }

    private var defaults: [String: JSONValue] { Self.object(members["defaults"]) }

    private mutating func setDefault(_ name: String, _ value: JSONValue?) {
        var defaults = defaults
        defaults[name] = value
        members["defaults"] = defaults.isEmpty ? nil : .object(defaults)
    }

    private static func object(_ value: JSONValue?) -> [String: JSONValue] {
        if case .object(let members)? = value { members } else { [:] }
    }

    private static func network(_ value: JSONValue) -> NetworkSpec? {
        let entry = object(value)
        let allTraffic = entry["egress"]?.string == "all-traffic"
        if let connector = entry["connector"]?.string {
            return NetworkSpec(network: "", subnetwork: "", connector: connector, allTraffic: allTraffic)
        }
        guard let subnetwork = entry["subnetwork"]?.string else { return nil }
        return NetworkSpec(
            network: entry["network"]?.string ?? "default", subnetwork: subnetwork, allTraffic: allTraffic
        )
    }
}
