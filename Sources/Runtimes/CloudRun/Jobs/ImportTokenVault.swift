package import Domain
import Foundation
package import GoogleCloud
import Importing

/// A hub's token on its way to the tasks of one import: a secret of its own in Secret Manager, readable by the job's
/// account only, gone when the import has ended, and by itself after its lifetime whatever happens to us.
package struct ImportTokenVault: Sendable {
    private let project: String
    private let secrets: SecretManagerClient
    private let projects: ResourceManagerClient

    package init(project: String, api: GoogleAPIClient) {
        self.project = project
        secrets = SecretManagerClient(api)
        projects = ResourceManagerClient(api)
    }

    /// Puts the token into the import's secret, in place of what may be there.
    ///
    /// - Parameters:
    ///   - readers: e-mails of the accounts that may read it, besides those who may read every secret.
    /// - Returns: the secret's id and the version.
    func store(
        _ token: Secret, for importID: String, readers: [String], lifetime: Duration
    ) async throws -> (secret: String, version: String) {
        let id = ImportJobMarks.secretID(importID)
        try await destroy(importID)
        let labels = ImportJobMarks.labels(importID, purpose: ImportJobMarks.tokenPurpose)
        _ = try await secrets.create(project: project, id: id, labels: labels, lifetime: lifetime)
        do {
            if !readers.isEmpty { try await grant(id, to: readers) }
            let version = try await secrets.addVersion(project: project, id: id, payload: Array(token.reveal().utf8))
            return (id, version.number)
        } catch {
            try? await destroy(importID)
            throw error
        }
    }

    /// The token of an import whose owner let it live; nil when there is none (any more).
    package func read(_ importID: String) async throws -> Secret? {
        do {
            let bytes = try await secrets.access(project: project, id: ImportJobMarks.secretID(importID))
            return Secret(String(decoding: bytes, as: UTF8.self))
        } catch let error as GoogleCloudError where error.code == .notFound || error.code == .failedPrecondition {
            return nil
        }
    }

    /// Makes the token unreadable and takes its secret away. What is gone already is no error.
    package func destroy(_ importID: String) async throws {
        let id = ImportJobMarks.secretID(importID)
        do {
            try await secrets.delete(project: project, id: id)
        } catch let error as GoogleCloudError where error.code == .notFound {}
    }

    /// Takes away the secrets of imports that are over: left by a manager and tasks that all died.
    ///
    /// - Parameter isOver: asked for the id of each import that has a secret.
    func sweep(_ isOver: (String) async throws -> Bool) async throws {
        let found = try await secrets.list(
            project: project, label: ImportJobMarks.purpose, value: ImportJobMarks.tokenPurpose
        )
        for secret in found {
            guard let importID = secret.labels?[ImportJobMarks.importLabel], try await isOver(importID) else {
                continue
            }
            try await destroy(importID)
        }
    }

    /// The account that a job without one of its own runs as.
    func defaultAccount() async throws -> String {
        "\(try await projects.project(project).number)-compute@developer.gserviceaccount.com"
    }

    private func grant(_ id: String, to readers: [String]) async throws {
        var tries = 0
        while true {
            var policy = try await secrets.policy(project: project, id: id)
            for email in readers { policy.grant(SecretManagerClient.accessorRole, to: "serviceAccount:\(email)") }
            do {
                _ = try await secrets.setPolicy(project: project, id: id, policy)
                return
            } catch let error as GoogleCloudError where error.code == .aborted && tries < 3 {
                tries += 1
            }
        }
    }
}
