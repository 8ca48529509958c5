/// One run of a job (`run.v2.Execution`); everything in it is Google's.
package struct RunExecution: Sendable, Hashable, Decodable {
    /// `projects/P/locations/R/jobs/J/executions/E`.
    package var name: String
    package var job: String?
    package var createTime: String?
    package var startTime: String?
    /// Set when it is over, however it ended.
    package var completionTime: String?
    package var taskCount: Int?
    package var runningCount: Int?
    package var succeededCount: Int?
    package var failedCount: Int?
    package var cancelledCount: Int?
    package var retriedCount: Int?
    package var conditions: [RunCondition]?
    package var reconciling: Bool?
    /// A page of the console with its logs.
    package var logUri: String?

    package var isOver: Bool { completionTime != nil }

    /// The condition that tells how it ended.
    package var completed: RunCondition? { conditions?.first { $0.type == "Completed" } }

    package var hasSucceeded: Bool { isOver && completed?.hasSucceeded == true }

    package var wasCancelled: Bool {
        (cancelledCount ?? 0) > 0 || completed?.executionReason == "CANCELLED"
            || completed?.executionReason == "CANCELLING"
    }
}

/// One task of an execution (`run.v2.Task`).
package struct RunTask: Sendable, Hashable, Decodable {
    /// How the last attempt ended: at most one of exit code and signal is set.
    package struct AttemptResult: Sendable, Hashable, Decodable {
        package struct Status: Sendable, Hashable, Decodable {
            package var code: Int?
            package var message: String?
        }
        package var status: Status?
        package var exitCode: Int?
        package var termSignal: Int?
    }

    package var name: String
    package var index: Int?
    package var retried: Int?
    package var startTime: String?
    package var completionTime: String?
    package var conditions: [RunCondition]?
    package var lastAttemptResult: AttemptResult?
    package var logUri: String?
}
