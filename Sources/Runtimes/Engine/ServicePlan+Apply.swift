import Domain

extension ServicePlan {
    /// - Throws: the plan's first error as a `Problem`.
    func requireApplicable() throws(Problem) {
        guard let first = problems.first(where: { $0.severity == .error }) else { return }
        throw Problem(
            Problem.Code(rawValue: first.code) ?? .invalidRequest, "The plan cannot be applied", detail: first.detail,
            fix: first.fix
        )
    }
}

extension Problem {
    static func planOutdated(_ id: ServiceID) -> Problem {
        Problem(
            .planOutdated, "The plan is out of date",
            detail: "\(id) was created, changed or deleted after the plan was made",
            fix: "Make a new plan, look at it, and apply that."
        )
    }
}
