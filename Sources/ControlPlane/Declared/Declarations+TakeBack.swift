import Domain

extension Declarations {
    /// A service that this run has deployed.
    struct Step: Sendable {
        var id: ServiceID
        /// As it was; nil when there was none.
        var before: Service?
    }

    /// Undoes what this run has deployed, the last first: a service that it created is deleted, and all traffic of one
    /// that was there before goes to the revision that served then. What cannot be undone is reported.
    func takeBack(_ made: [Step], _ context: RequestContext, _ report: Report) async {
        for step in made.reversed() {
            do {
                guard let before = step.before else {
                    report("take back service \(step.id)")
                    try await controlPlane.services.delete(context, step.id)
                    continue
                }
                guard let revision = before.revision else {
                    report("not taken back: \(step.id) had no revision that served")
                    continue
                }
                report("take back service \(step.id) to \(revision)")
                _ = try await controlPlane.services.rollBack(context, step.id, to: revision)
            } catch {
                report("not taken back: \(Problem(wrapping: error).detail)")
            }
        }
    }

    /// Deletes a service that bears the file's mark. One that bears it no longer was taken over since the plan.
    func prune(_ id: ServiceID, of owner: String, _ context: RequestContext, _ report: Report) async throws {
        guard try await controlPlane.services.show(context, id).declared?.owner == owner else {
            throw Problem(
                .planOutdated, "The world has moved since the plan",
                detail: "\(id) is not \(owner)'s any more, and was not deleted", fix: "Plan again, look, and apply.")
        }
        report("delete service \(id)")
        try await controlPlane.services.delete(context, id)
    }
}
