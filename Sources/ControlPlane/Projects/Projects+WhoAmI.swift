package import Domain

extension Projects {
    /// Who asks, and as whom this manager acts towards Google. Missing credentials are part of the answer.
    package func whoAmI(_ context: RequestContext) async throws -> Identity {
        try context.require(.viewer, to: "see the identity")
        var credential: CredentialSummary?
        var missing: Problem?
        do {
            credential = try await facts().credential()
        } catch {
            missing = Problem(wrapping: error)
        }
        return Identity(
            actor: context.actor, role: context.role, credential: credential, credentialProblem: missing,
            targets: (world.google == nil ? [] : ["project"]) + (world.about.hasLocal ? ["local"] : []),
            sources: SourceKind.allCases.filter { world.sources[$0] != nil }, isSimulated: world.about.isSimulated,
            version: world.about.version
        )
    }
}
