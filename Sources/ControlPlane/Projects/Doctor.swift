package import Domain

/// Looks whether this manager can do its work from where it stands: credentials, hubs, and the target's checklist.
package struct Doctor: Sendable {
    let world: ControlPlane.Dependencies

    init(_ world: ControlPlane.Dependencies) { self.world = world }

    /// Credentials first, then the project's checklist. Needs the viewer role.
    package func examine(_ context: RequestContext) async throws -> [ProjectCheck] {
        let projects = Projects(world)
        let identity = try await projects.whoAmI(context)
        var checks = [credentialLine(identity)]
        if case .project(let id) = context.target, identity.credential != nil {
            checks += try await projects.check(context, id)
        }
        checks.append(try await bucketsLine(context))
        checks.append(transportLine)
        if context.target == .local, let machine = world.machine { checks += try await machine.report().checks }
        return checks
    }

    private var transportLine: ProjectCheck {
        ProjectCheck(
            id: "transport", group: .tools, title: "Way to the network", state: .ok, detail: world.about.transport,
            why: "Every request goes this way; --transport and the proxy variables decide."
        )
    }

    private func credentialLine(_ identity: Identity) -> ProjectCheck {
        let found = identity.credential.map { "\($0.kind) from \($0.foundIn)" + ($0.email.map { ", \($0)" } ?? "") }
        return ProjectCheck(
            id: "credentials", group: .credentials, title: "Google credentials",
            state: found == nil ? (world.about.hasLocal ? .warning : .missing) : .ok,
            detail: found ?? identity.credentialProblem?.detail ?? "none found",
            why: "Every call to Google is made with them.",
            command: found == nil ? "gcloud auth application-default login" : nil,
            link: nil
        )
    }

    private func bucketsLine(_ context: RequestContext) async throws -> ProjectCheck {
        var state = ProjectCheck.State.ok
        let detail: String
        do {
            let listing = try await Models(world).list(context)
            if let first = listing.problems.first {
                state = .warning
                detail = "\(first.bucket): \(first.problem.detail)"
            } else {
                detail = "\(listing.models.count) models, every catalog readable"
            }
        } catch {
            state = .unknown
            detail = Problem(wrapping: error).detail
        }
        return ProjectCheck(
            id: "buckets", group: .tools, title: "Managed buckets", state: state, detail: detail,
            why: "A catalog that cannot be read hides models."
        )
    }
}
