import Foundation

/// The secrets of all projects, as the API and the tasks of jobs see them.
final class SecretStore: Sendable {
    struct Secret: Sendable, Codable {
        var labels: JSONValue
        var annotations: JSONValue?
        var replication: JSONValue
        var created: String
        /// RFC 3339; the secret is gone by itself then.
        var expires: String?
        var policy = IAMPolicy()
        var versions: [Version] = []
    }

    struct Version: Sendable, Codable {
        /// Base64; absent once destroyed.
        var data: String?
        var created: String
        var state: String
    }

    /// By `project/secret`.
    private let stored: StoredState<[String: Secret]>

    init(_ state: StateDirectory) throws {
        stored = try StoredState(state, "secrets.json", initial: [:])
    }

    /// Those that have not expired.
    func current(now: Date = Date()) -> [String: Secret] {
        stored.current.filter { !Self.hasExpired($0.value, now) }
    }

    @discardableResult
    func update<Result: Sendable>(_ change: (inout [String: Secret]) throws -> Result) throws -> Result {
        try stored.update { secrets in
            let now = Date()
            secrets = secrets.filter { !Self.hasExpired($0.value, now) }
            return try change(&secrets)
        }
    }

    /// The payload of a version, as a container gets it.
    ///
    /// - Parameter secret: its id, or its full name.
    func value(of secret: String, version: String, in project: String) throws -> String {
        let id = secret.split(separator: "/").last.map(String.init) ?? secret
        guard let found = current()["\(project)/\(id)"] else {
            throw GoogleError.notFound("Secret [\(secret)] not found.")
        }
        let number = version == "latest" ? found.versions.count : Int(version) ?? 0
        guard (1...max(1, found.versions.count)).contains(number), !found.versions.isEmpty,
            found.versions[number - 1].state == "ENABLED",
            let data = found.versions[number - 1].data, let bytes = Data(base64Encoded: data)
        else {
            throw GoogleError.failedPrecondition("Secret Version [\(secret)/versions/\(version)] cannot be read.")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether an account may read a secret by its own policy.
    func grants(_ secret: String, to email: String, in project: String) -> Bool {
        let id = secret.split(separator: "/").last.map(String.init) ?? secret
        return (current()["\(project)/\(id)"]?.policy.bindings ?? []).contains { binding in
            binding["role"]?.string == "roles/secretmanager.secretAccessor"
                && (binding["members"]?.array ?? []).contains(.string("serviceAccount:\(email)"))
        }
    }

    private static func hasExpired(_ secret: Secret, _ now: Date) -> Bool {
        secret.expires.flatMap(Timestamp.date).map { $0 <= now } ?? false
    }
}
