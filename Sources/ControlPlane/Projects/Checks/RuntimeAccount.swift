import Domain

/// The account that services of a project run as when a deploy names none.
struct RuntimeAccount: Sendable, Hashable {
    /// The part before the `@` of the account that is made on request.
    static let dedicatedID = "llm-manager-runtime"
    /// The least that a service of a model takes.
    static let role = "roles/storage.objectViewer"

    var email: String
    /// One that is remembered for this, in place of the Compute Engine default account.
    var isDedicated: Bool

    var member: String { "serviceAccount:\(email)" }

    /// - Throws: what keeps us from knowing: unreadable settings, or a project whose number may not be seen.
    static func find(_ scene: CheckScene) async throws -> RuntimeAccount {
        async let project = scene.facts.project(scene.project)
        if let email = try await scene.settings.read().serviceAccount {
            return RuntimeAccount(email: email, isDedicated: true)
        }
        guard let number = try await project.number else {
            throw Problem(
                .notFound, "No project number", detail: "Google does not say the number of \(scene.project)"
            )
        }
        return RuntimeAccount(email: "\(number)-compute@developer.gserviceaccount.com", isDedicated: false)
    }
}
