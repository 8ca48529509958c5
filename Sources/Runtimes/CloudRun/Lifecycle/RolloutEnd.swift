import Domain

/// How a rollout ended, before it is told.
struct RolloutEnd {
    var state: ServiceState
    var message: String
    /// Why the newest revision failed while another one serves.
    var cause: Problem?
    /// The engine's lines that show why.
    var lines: [String]

    init(state: ServiceState, message: String, cause: Problem? = nil, lines: [String] = []) {
        self.state = state
        self.message = message
        self.cause = cause
        self.lines = lines
    }

    /// What went wrong; nil for an end that is no failure.
    var problem: Problem? {
        if case .failed(let problem) = state { return problem }
        return cause
    }

    /// The same end with a better cause.
    func because(_ problem: Problem, lines: [String]) -> RolloutEnd {
        var end = self
        end.lines = lines
        if case .degraded = state {
            end.cause = problem
            end.state = .degraded(
                reason: "The last change failed, the revision before it still serves. \(problem.title): "
                    + "\(problem.detail) \(problem.fix)")
        } else {
            end.state = .failed(problem)
        }
        return end
    }
}
