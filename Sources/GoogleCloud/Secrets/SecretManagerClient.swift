import Foundation
import Outbound

/// Secret Manager, version 1: what it takes to hand one value to one service account for a while.
package struct SecretManagerClient: Sendable {
    package static let accessorRole = "roles/secretmanager.secretAccessor"

    package let api: GoogleAPIClient

    package init(_ api: GoogleAPIClient) {
        self.api = api
    }

    /// A secret without its payload.
    package struct SecretEntry: Sendable, Hashable, Decodable {
        /// `projects/NUMBER/secrets/ID`.
        package var name: String
        package var labels: [String: String]?
        package var createTime: String?
        package var expireTime: String?
        package var etag: String?

        package var id: String { name.split(separator: "/").last.map(String.init) ?? name }
    }

    /// One version of a secret.
    package struct Version: Sendable, Hashable, Decodable {
        /// `projects/NUMBER/secrets/ID/versions/1`.
        package var name: String
        /// `ENABLED`, `DISABLED` or `DESTROYED`.
        package var state: String?
        package var createTime: String?

        package var number: String { name.split(separator: "/").last.map(String.init) ?? name }
    }

    /// Makes an empty secret that goes by itself after `lifetime`; nil: that stays until it is deleted.
    ///
    /// - Throws: `alreadyExists`.
    package func create(
        project: String, id: String, labels: [String: String], lifetime: Duration?
    ) async throws -> SecretEntry {
        struct Body: Encodable {
            struct Replication: Encodable { var automatic: [String: String] = [:] }
            var replication = Replication()
            var labels: [String: String]
            var ttl: String?
        }
        let request = GoogleRequest(.post, .secretManager, Self.secrets(project), query: [("secretId", id)])
        let ttl = lifetime.map { "\($0.components.seconds)s" }
        return try await api.send(try request.json(Body(labels: labels, ttl: ttl)))
    }

    /// - Throws: `notFound`.
    package func secret(project: String, id: String) async throws -> SecretEntry {
        try await api.send(GoogleRequest(.get, .secretManager, Self.secret(project, id)))
    }

    /// Every version of a secret, the newest first.
    package func versions(project: String, id: String) async throws -> [Version] {
        struct Answer: Decodable {
            var versions: [Version]?
            var nextPageToken: String?
        }
        var found: [Version] = []
        var token: String?
        repeat {
            let query = token.map { [("pageToken", $0)] } ?? []
            let path = "\(Self.secret(project, id))/versions"
            let page = try await api.send(GoogleRequest(.get, .secretManager, path, query: query), as: Answer.self)
            found += page.versions ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found
    }

    /// Makes a version unreadable until it is enabled again.
    package func disableVersion(project: String, id: String, version: String) async throws -> Version {
        struct Body: Encodable {}
        let path = "\(Self.secret(project, id))/versions/\(PercentEncoding.component(version)):disable"
        return try await api.send(try GoogleRequest(.post, .secretManager, path, isIdempotent: true).json(Body()))
    }

    /// Every secret with this label value.
    package func list(project: String, label: String, value: String) async throws -> [SecretEntry] {
        struct Answer: Decodable {
            var secrets: [SecretEntry]?
            var nextPageToken: String?
        }
        var found: [SecretEntry] = []
        var token: String?
        repeat {
            let query = [("filter", "labels.\(label)=\(value)")] + (token.map { [("pageToken", $0)] } ?? [])
            let request = GoogleRequest(.get, .secretManager, Self.secrets(project), query: query)
            let page = try await api.send(request, as: Answer.self)
            found += page.secrets ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found
    }

    /// Adds a version; the payload is at most 64 KiB.
    package func addVersion(project: String, id: String, payload: [UInt8]) async throws -> Version {
        struct Body: Encodable {
            struct Payload: Encodable { var data: String }
            var payload: Payload
        }
        let body = Body(payload: .init(data: Data(payload).base64EncodedString()))
        let request = GoogleRequest(.post, .secretManager, "\(Self.secret(project, id)):addVersion")
        return try await api.send(try request.json(body))
    }

    /// The payload of a version.
    ///
    /// - Throws: `failedPrecondition` when the version is destroyed.
    package func access(project: String, id: String, version: String = "latest") async throws -> [UInt8] {
        struct Answer: Decodable {
            struct Payload: Decodable { var data: String }
            var payload: Payload
        }
        let path = "\(Self.secret(project, id))/versions/\(PercentEncoding.component(version)):access"
        let answer: Answer = try await api.send(GoogleRequest(.get, .secretManager, path))
        guard let payload = Data(base64Encoded: answer.payload.data) else {
            throw GoogleCloudError(.unreadable, message: "payload.data of \(id) is not base64", request: "GET \(path)")
        }
        return Array(payload)
    }

    /// Makes the payload of a version unreadable, for good.
    package func destroyVersion(project: String, id: String, version: String) async throws -> Version {
        struct Body: Encodable {}
        let path = "\(Self.secret(project, id))/versions/\(PercentEncoding.component(version)):destroy"
        return try await api.send(try GoogleRequest(.post, .secretManager, path, isIdempotent: true).json(Body()))
    }

    /// Deletes a secret with every version of it.
    package func delete(project: String, id: String) async throws {
        try await api.send(GoogleRequest(.delete, .secretManager, Self.secret(project, id), isIdempotent: true))
    }

    package func policy(project: String, id: String) async throws -> Policy {
        let query = [("options.requestedPolicyVersion", "3")]
        let path = "\(Self.secret(project, id)):getIamPolicy"
        return try await api.send(GoogleRequest(.get, .secretManager, path, query: query))
    }

    /// Replaces the policy; the etag in it must be the one that was read.
    package func setPolicy(project: String, id: String, _ policy: Policy) async throws -> Policy {
        let path = "\(Self.secret(project, id)):setIamPolicy"
        let request = GoogleRequest(.post, .secretManager, path, isIdempotent: policy.etag != nil)
        return try await api.send(try request.json(PolicyRequests.Set(policy: policy)))
    }

    private static func secrets(_ project: String) -> String {
        "/v1/projects/\(PercentEncoding.component(project))/secrets"
    }

    private static func secret(_ project: String, _ id: String) -> String {
        "\(secrets(project))/\(PercentEncoding.component(id))"
    }
}
