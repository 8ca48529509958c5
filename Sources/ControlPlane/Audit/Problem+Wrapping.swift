package import Domain

extension Problem {
    /// Any error as a problem. What is no `Problem` already is either a cancellation or a defect of ours, and a
    /// defect's own text stays out of answers: it might say too much.
    package init(wrapping error: any Error) {
        if let problem = error as? Problem {
            self = problem
        } else if error is CancellationError {
            self.init(.cancelled, "Cancelled", detail: "the call was given up before it ended", isRetryable: true)
        } else {
            self.init(
                .internalError, "Something went wrong in the manager",
                detail: "an error of type \(type(of: error)) was not expected here",
                fix: "Look into the manager's log by the request id."
            )
        }
    }
}
