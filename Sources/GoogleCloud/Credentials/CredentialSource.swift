package import Foundation

/// The search for application default credentials (google.auth's order): an explicit file, the file named by
/// `GOOGLE_APPLICATION_CREDENTIALS`, gcloud's file, the metadata server.
package struct CredentialSource: Sendable {
    /// Given by a flag; must be right, there is no falling through.
    package var explicitFile: String?
    package var environment: [String: String]
    /// nil for a file that is not there.
    package var read: @Sendable (String) throws -> Data?
    /// Whether files are searched at all; a simulator must never meet real credentials.
    package var metadataOnly: Bool

    package init(
        explicitFile: String? = nil,
        environment: [String: String],
        metadataOnly: Bool = false,
        read: @escaping @Sendable (String) throws -> Data? = { path in
            FileManager.default.fileExists(atPath: path) ? try Data(contentsOf: URL(filePath: path)) : nil
        }
    ) {
        self.explicitFile = explicitFile
        self.environment = environment
        self.metadataOnly = metadataOnly
        self.read = read
    }

    /// - Throws: `GoogleCloudError` with code `credentialsNotFound`, `credentialsInvalid` or `credentialsUnsupported`.
    package func find(_ metadata: MetadataServer) async throws -> FoundCredential {
        if !metadataOnly {
            if let explicitFile { return try required(explicitFile) }
            if let named = value("GOOGLE_APPLICATION_CREDENTIALS") { return try required(named) }
            if let path = wellKnownFile, let data = try readable(path) { return try found(data, at: path) }
        }
        if value("NO_GCE_CHECK")?.lowercased() != "true", await metadata.isThere(patiently: metadataOnly) {
            return FoundCredential(
                credential: .metadata,
                place: "metadata server \(metadata.host)",
                project: try await project(metadata),
                quotaProject: value("GOOGLE_CLOUD_QUOTA_PROJECT")
            )
        }
        let advice = "run `gcloud auth application-default login`, or name a file in GOOGLE_APPLICATION_CREDENTIALS"
        throw GoogleCloudError(.credentialsNotFound, message: "no Google Cloud credentials were found; \(advice)")
    }

    /// `application_default_credentials.json` of gcloud.
    package var wellKnownFile: String? {
        let folder = value("CLOUDSDK_CONFIG") ?? value("HOME").map { "\($0)/.config/gcloud" }
        return folder.map { "\($0)/application_default_credentials.json" }
    }

    private func value(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private var namedProject: String? { value("GOOGLE_CLOUD_PROJECT") ?? value("GCLOUD_PROJECT") }

    private func project(_ metadata: MetadataServer) async throws -> String? {
        if let namedProject { return namedProject }
        return try await metadata.text("project/project-id")
    }

    private func readable(_ path: String) throws -> Data? {
        do {
            return try read(path)
        } catch {
            throw GoogleCloudError(.credentialsInvalid, message: "\(path) cannot be read: \(error)")
        }
    }

    private func required(_ path: String) throws -> FoundCredential {
        guard let data = try readable(path) else {
            throw GoogleCloudError(.credentialsInvalid, message: "\(path): there is no such file")
        }
        return try found(data, at: path)
    }

    private func found(_ data: Data, at path: String) throws -> FoundCredential {
        let quotaProject = value("GOOGLE_CLOUD_QUOTA_PROJECT")
        switch try CredentialFile(json: data, place: path) {
        case .authorizedUser(let user):
            return FoundCredential(
                credential: .authorizedUser(user),
                place: path,
                project: namedProject,
                quotaProject: quotaProject ?? user.quotaProject,
                universeDomain: user.universeDomain
            )
        case .serviceAccount(let key):
            return FoundCredential(
                credential: .serviceAccount(key),
                place: path,
                project: namedProject ?? key.projectID,
                quotaProject: quotaProject ?? key.quotaProject,
                universeDomain: key.universeDomain
            )
        }
    }
}
