package import Foundation

/// The search for application default credentials (google.auth's order): what the command line names, the file named
/// by `GOOGLE_APPLICATION_CREDENTIALS`, gcloud's file, the metadata server.
package struct CredentialSource: Sendable {
    /// Given by a flag; must be right, there is no falling through.
    package var explicitFile: String?
    /// Given by a flag: the job of GitHub Actions that we run in.
    package var workloadIdentity: WorkloadIdentity?
    /// A service account that whatever is found acts as.
    package var impersonated: String?
    package var environment: [String: String]
    /// nil for a file that is not there.
    package var read: @Sendable (String) throws -> Data?
    /// Whether files are searched at all; a simulator must never meet real credentials.
    package var metadataOnly: Bool

    package init(
        explicitFile: String? = nil,
        workloadIdentity: WorkloadIdentity? = nil,
        impersonated: String? = nil,
        environment: [String: String],
        metadataOnly: Bool = false,
        read: @escaping @Sendable (String) throws -> Data? = { path in
            FileManager.default.fileExists(atPath: path) ? try Data(contentsOf: URL(filePath: path)) : nil
        }
    ) {
        self.explicitFile = explicitFile
        self.workloadIdentity = workloadIdentity
        self.impersonated = impersonated
        self.environment = environment
        self.metadataOnly = metadataOnly
        self.read = read
    }

    /// - Throws: `GoogleCloudError` with code `credentialsNotFound`, `credentialsInvalid` or `credentialsUnsupported`.
    package func find(_ metadata: MetadataServer) async throws -> FoundCredential {
        var found = try await search(metadata)
        (found.project, found.projectSource) = named(projects) ?? (found.project, found.projectSource)
        (found.quotaProject, found.quotaProjectSource) =
            named(["GOOGLE_CLOUD_QUOTA_PROJECT"]) ?? (found.quotaProject, found.quotaProject.map { _ in found.place })
        if found.quotaProject == nil { adoptQuotaProject(&found) }
        if let impersonated {
            found.credential = .impersonated(
                CredentialFile.ImpersonatedAccount(
                    source: found.credential, target: impersonated, sourceQuotaProject: found.quotaProject))
        }
        return found
    }

    private let projects = ["GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT"]

    private func search(_ metadata: MetadataServer) async throws -> FoundCredential {
        if !metadataOnly {
            if let workloadIdentity {
                return FoundCredential(
                    credential: workloadIdentity.credential, place: workloadIdentity.audience, finder: .workloadIdentity
                )
            }
            if let explicitFile { return try required(explicitFile, .option) }
            if let named = value("GOOGLE_APPLICATION_CREDENTIALS") {
                // google.auth takes the variable for the search when it names gcloud's own file.
                return try required(named, named == wellKnownFile ? .gcloud : .variable)
            }
            if let path = wellKnownFile, let data = try readable(path) { return try found(data, at: path, .gcloud) }
        }
        guard value("NO_GCE_CHECK")?.lowercased() != "true",
            await metadata.isThere(environment: environment, patiently: metadataOnly)
        else { throw nothing(metadata) }
        var found = FoundCredential(
            credential: .metadata, place: "metadata server \(metadata.host)", finder: .metadataServer,
            universeDomain: try await metadata.text("universe/universe-domain")
        )
        if named(projects) == nil {
            found.project = try await metadata.text("project/project-id")
            found.projectSource = found.place
        }
        return found
    }

    /// `application_default_credentials.json` of gcloud.
    package var wellKnownFile: String? {
        gcloud.folder.map { "\($0)/application_default_credentials.json" }
    }

    private var gcloud: GcloudConfiguration {
        GcloudConfiguration(environment: environment) { path in
            try read(path).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private func value(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func named(_ names: [String]) -> (String?, String?)? {
        names.lazy.compactMap { name in value(name).map { ($0, name) } }.first
    }

    /// Several APIs refuse a login made with gcloud's own OAuth client unless a project is named that its calls count
    /// for: the project that the login implies is taken.
    private func adoptQuotaProject(_ found: inout FoundCredential) {
        guard case .authorizedUser(let user) = found.credential,
            user.clientID == CredentialFile.AuthorizedUser.gcloudClientID, let project = found.project
        else { return }
        found.quotaProject = project
        found.quotaProjectSource = found.projectSource
    }

    private func readable(_ path: String) throws -> Data? {
        do {
            return try read(path)
        } catch {
            throw GoogleCloudError(
                .credentialsInvalid, message: "\(path) cannot be read: \(error.localizedDescription)",
                advice: "Look at the rights of the file."
            )
        }
    }

    private func required(_ path: String, _ finder: FoundCredential.Finder) throws -> FoundCredential {
        guard let data = try readable(path) else {
            throw GoogleCloudError(
                .credentialsInvalid, message: "\(path): there is no such file (named by \(finder.rawValue))",
                advice: "Name the right file, or unset \(finder.rawValue) to have Google's usual places searched."
            )
        }
        return try found(data, at: path, finder)
    }

    private func found(_ data: Data, at path: String, _ finder: FoundCredential.Finder) throws -> FoundCredential {
        let file = try CredentialFile(json: data, place: path)
        var found = FoundCredential(
            credential: file.credential, place: path, finder: finder, project: file.project,
            quotaProject: file.quotaProject, universeDomain: file.universeDomain
        )
        found.projectSource = file.project.map { _ in path }
        if found.project == nil, finder == .gcloud, let project = gcloud.project {
            found.project = project
            found.projectSource = "gcloud's configuration"
        }
        return found
    }

    private func nothing(_ metadata: MetadataServer) -> GoogleCloudError {
        let places = [
            "GOOGLE_APPLICATION_CREDENTIALS is not set", wellKnownFile.map { "there is no \($0)" },
            value("NO_GCE_CHECK")?.lowercased() == "true"
                ? "NO_GCE_CHECK forbids to look for a metadata server"
                : "no metadata server answers (this is no machine of Google's)",
        ]
        return GoogleCloudError(
            .credentialsNotFound,
            message: "no Google Cloud credentials were found: " + places.compactMap(\.self).joined(separator: "; "),
            advice: "Log in with `gcloud auth application-default login`, or name a credential file in "
                + "GOOGLE_APPLICATION_CREDENTIALS; in GitHub Actions give --workload-identity-provider."
        )
    }
}
