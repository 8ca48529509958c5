package import Domain
import Foundation
package import GoogleCloud

/// What Google's APIs say of the caller and of a project.
package struct GoogleProjects: ProjectFacts, ProjectChanges {
    let api: GoogleAPIClient
    /// Waits between two looks at an operation.
    let pause: @Sendable (Duration) async throws -> Void

    package init(
        _ api: GoogleAPIClient,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.api = api
        self.pause = pause
    }

    package func credential() async throws -> CredentialSummary {
        try await asking("who the credentials belong to") {
            guard let identity = try await api.identity() else {
                throw GoogleCloudError(.credentialsNotFound, message: "this manager works without credentials")
            }
            return CredentialSummary(
                email: identity.email, principal: identity.principal, kind: identity.kind, foundIn: identity.place,
                foundBy: identity.finder.rawValue, through: identity.through, project: identity.project,
                projectSource: identity.projectSource, quotaProject: identity.quotaProject,
                quotaProjectSource: identity.quotaProjectSource, universeDomain: identity.universeDomain,
                expiresAt: identity.tokenExpiry.map { $0.ISO8601Format() }, idTokenObstacle: identity.idTokenObstacle,
                idTokenFix: identity.idTokenAdvice
            )
        }
    }

    package func search(_ query: String, pageToken: String?) async throws -> ProjectPage {
        try await asking("the list of projects") {
            // Fields of one query are OR-ed (projects.search): the state is filtered here.
            let words = query.filter { $0.isLetter || $0.isNumber || "-_. ".contains($0) }
            let text = words.isEmpty ? "" : "id:\(words)* name:\(words)*"
            let page = try await ResourceManagerClient(api).search(text, pageToken: pageToken)
            return ProjectPage(
                projects: page.projects.filter { $0.state != "DELETE_REQUESTED" }.map(Self.project),
                nextPageToken: page.nextPageToken
            )
        }
    }

    package func project(_ id: String) async throws -> Domain.Project {
        try await asking("the project \(id)") { Self.project(try await ResourceManagerClient(api).project(id)) }
    }

    private static func project(_ project: GoogleCloud.Project) -> Domain.Project {
        Domain.Project(
            id: project.projectId, number: project.number, name: project.displayName, state: project.state
        )
    }

    func asking<Answer: Sendable>(_ what: String, _ call: () async throws -> Answer) async throws -> Answer {
        do {
            return try await call()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw Problem(google: error, doing: what)
        }
    }
}
