import Domain
import GoogleCloud

/// Why an execution ended without publishing, or could not be started: a cause and what to do about it.
///
/// Sources: Cloud Run Admin API v2 `Execution`, `Task.lastAttemptResult`, `Condition`.
enum ImportJobCause {
    /// What the tasks themselves journalled comes first: they know. Then the task's end as Cloud Run saw it.
    static func problem(execution: RunExecution, tasks: [RunTask], settings: ImportJobSettings) -> Problem {
        let failed = tasks.first {
            $0.lastAttemptResult?.termSignal ?? 0 != 0 || $0.lastAttemptResult?.exitCode ?? 0 != 0
        }
        if let failed, let result = failed.lastAttemptResult {
            return problem(of: failed, result, execution, settings)
        }
        let condition = execution.completed
        let reason = condition?.reason ?? condition?.executionReason ?? "UNKNOWN"
        let message = condition?.message ?? "Cloud Run gave no message"
        return known(reason: reason, message: message)
            ?? Problem(
                .unavailable, "The job ended without bringing the model", detail: "\(reason): \(message)",
                fix: "Resume the import; the job's log says more." + logs(execution.logUri), isRetryable: true
            )
    }

    /// A refusal of the Run or Secret Manager API, with what to do; nil when the general table says it as well.
    static func refusal(_ error: GoogleCloudError, serviceAccount: String?) -> Problem? {
        let message = error.message.lowercased()
        if message.contains("actas") {
            let account = serviceAccount ?? "the project's default service account"
            return Problem(
                .permissionDenied, "The job may not run as its service account", detail: error.description,
                fix: "Grant the manager roles/iam.serviceAccountUser on \(account), or name another: "
                    + "--job-service-account EMAIL."
            )
        }
        if error.code == .permissionDenied, let permission = error.permission ?? permission(in: error.message) {
            let role = permission.hasPrefix("secretmanager") ? "roles/secretmanager.admin" : "roles/run.developer"
            return Problem(
                .permissionDenied, "The job may not be made or run", detail: error.description,
                fix: "\(permission) is missing: grant the manager \(role), or import in its own process: "
                    + "--executor process."
            )
        }
        if error.code == .resourceExhausted || message.contains("quota") {
            return Problem(
                .quotaExceeded, "Not enough quota for the job", detail: error.description,
                fix: "Ask for fewer tasks (--tasks 1), request quota, or import in the manager's own process: "
                    + "--executor process."
            )
        }
        return known(reason: error.reason ?? "", message: error.message)
    }

    /// The right to read the secret has been granted and has not spread yet.
    static func isSpreading(_ error: GoogleCloudError) -> Bool {
        error.message.contains("Permission denied on secret") || error.reason == "SECRETS_ACCESS_CHECK_FAILED"
    }

    private static func problem(
        of task: RunTask, _ result: RunTask.AttemptResult, _ execution: RunExecution, _ settings: ImportJobSettings
    ) -> Problem {
        let name = "task \(task.index ?? 0) after \((task.retried ?? 0) + 1) attempts"
        let message = result.status?.message ?? ""
        let lower = message.lowercased()
        if lower.contains("memory") || (result.termSignal == 9 && !lower.contains("timeout")) {
            return Problem(
                .unavailable, "A task of the job ran out of memory",
                detail: "\(name) was killed (signal 9) with \(settings.memoryGiB) GiB: \(message)",
                fix: "Resume the import with a smaller --window: memory follows the bytes in flight."
                    + logs(task.logUri ?? execution.logUri),
                isRetryable: true
            )
        }
        if lower.contains("timeout") || result.status?.code == 4 {
            return Problem(
                .timedOut, "A task of the job ran out of time",
                detail: "\(name) did not end within \(settings.timeout) s: \(message)",
                fix: "Resume the import: it goes on where it stopped. More tasks (--tasks) share the files.",
                isRetryable: true
            )
        }
        let end = result.termSignal.map { "signal \($0)" } ?? "exit status \(result.exitCode ?? -1)"
        return Problem(
            .unavailable, "A task of the job failed", detail: "\(name) ended with \(end): \(message)",
            fix: "Resume the import; the task's log says more." + logs(task.logUri ?? execution.logUri),
            isRetryable: true
        )
    }

    private static func known(reason: String, message: String) -> Problem? {
        let lower = message.lowercased()
        if reason == "CONTAINER_MISSING" || (lower.contains("image") && lower.contains("not found")) {
            return Problem(
                .deployFailed, "The job's image was not found", detail: message,
                fix: "Check the name and tag of --job-image."
            )
        }
        if reason.hasPrefix("CONTAINER_") {
            return Problem(
                .permissionDenied, "The job's image may not be read", detail: message,
                fix: "Grant Cloud Run's service agent roles/artifactregistry.reader on the image's repository."
            )
        }
        if reason == "SECRETS_ACCESS_CHECK_FAILED" || lower.contains("permission denied on secret") {
            return Problem(
                .permissionDenied, "The job may not read the hub's token", detail: message,
                fix: "Grant the job's service account roles/secretmanager.secretAccessor, then resume the import."
            )
        }
        return nil
    }

    private static func permission(in message: String) -> String? {
        message.firstMatch(of: /[Pp]ermission '([a-zA-Z.]+)'/).map { String($0.1) }
    }

    private static func logs(_ uri: String?) -> String { uri.map { " \($0)" } ?? "" }
}
