import Domain
import Foundation
import GoogleCloud

/// The API keys of services in Secret Manager: one secret a service, a version a key.
struct EngineKeyVault: Sendable {
    static let purpose = "engine-key"
    /// Bytes of a key: as many as a 256-bit key has.
    private static let length = 32

    let project: String
    private let secrets: SecretManagerClient
    private let projects: ResourceManagerClient

    init(project: String, api: GoogleAPIClient) {
        self.project = project
        secrets = SecretManagerClient(api)
        projects = ResourceManagerClient(api)
    }

    static func name(of id: ServiceID) -> String { "llm-manager-key-\(id.region)-\(id.name)" }

    /// Makes the secret where there is none. Lives until it is deleted.
    ///
    /// - Returns: whether it was made.
    func make(_ secret: String, for id: ServiceID) async throws -> Bool {
        let labels = [
            CloudRunMarks.managedBy: CloudRunMarks.manager, "purpose": Self.purpose, "region": id.region,
            "service": id.name,
        ]
        do {
            _ = try await secrets.create(project: project, id: secret, labels: labels, lifetime: nil)
            return true
        } catch let error as GoogleCloudError where error.code == .alreadyExists {
            return false
        }
    }

    /// A new key, of random bytes; nobody sees it here.
    func add(_ secret: String) async throws -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<Self.length).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let text = Data(bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return try await secrets.addVersion(project: project, id: secret, payload: Array("sk-\(text)".utf8)).number
    }

    /// The account whose rights the service's containers have.
    func account(of service: GoogleJSON) async throws -> String {
        if let given = service["template"]?["serviceAccount"]?.string, !given.isEmpty { return given }
        return "\(try await projects.project(project).number)-compute@developer.gserviceaccount.com"
    }

    func grant(_ secret: String, to account: String) async throws {
        let member = "serviceAccount:\(account)"
        var tries = 0
        while true {
            var policy = try await secrets.policy(project: project, id: secret)
            guard !policy.grants(SecretManagerClient.accessorRole, to: member) else { return }
            policy.grant(SecretManagerClient.accessorRole, to: member)
            policy.version = 3
            do {
                _ = try await secrets.setPolicy(project: project, id: secret, policy)
                return
            } catch let error as GoogleCloudError where error.code == .aborted && tries < 3 {
                tries += 1
            }
        }
    }

    /// The newest first.
    func versions(_ secret: String) async throws -> [SecretManagerClient.Version] {
        try await secrets.versions(project: project, id: secret)
    }

    func enabled(_ secret: String) async throws -> [String] {
        try await versions(secret).filter { $0.state == "ENABLED" }.map(\.number)
    }

    func disable(_ secret: String, version: String) async throws {
        _ = try await secrets.disableVersion(project: project, id: secret, version: version)
    }

    /// Deletes the secret when it is the one that we made for this service; a user's own stays.
    func delete(_ secret: String, of id: ServiceID) async throws -> Bool {
        do {
            let entry = try await secrets.secret(project: project, id: secret)
            guard entry.labels?["purpose"] == Self.purpose, entry.labels?["service"] == id.name else { return false }
            try await secrets.delete(project: project, id: secret)
            return true
        } catch let error as GoogleCloudError where error.code == .notFound {
            return true
        }
    }
}
