import Domain
import Foundation
import GoogleCloud
import Testing

@testable import Runtimes

struct ImportJobCauseTests {
    private func problem(task: String, execution: String = #"{"name":"e","completionTime":"t"}"#) throws -> Problem {
        let decoder = JSONDecoder()
        let execution = try decoder.decode(RunExecution.self, from: Data(execution.utf8))
        let task = try decoder.decode(RunTask.self, from: Data(#"{"name":"t","index":1,\#(task)}"#.utf8))
        return ImportJobCause.problem(execution: execution, tasks: [task], settings: ImportJobSettings())
    }

    @Test func `a task that was killed ran out of memory`() throws {
        let found = try problem(task: #""retried":3,"lastAttemptResult":{"termSignal":9,"status":{"code":13}}"#)
        #expect(found.title == "A task of the job ran out of memory")
        #expect(found.detail.contains("task 1 after 4 attempts"))
        #expect(found.isRetryable)
    }

    @Test func `a task that took too long says how long it may take`() throws {
        let found = try problem(
            task:
                #""lastAttemptResult":{"termSignal":15,"status":{"code":4,"message":"The configured timeout was reached."}}"#
        )
        #expect(found.code == .timedOut)
        #expect(found.detail.contains("86400 s"))
    }

    @Test func `an exit status is told, with the log's address`() throws {
        let found = try problem(task: #""logUri":"https://log","lastAttemptResult":{"exitCode":7}"#)
        #expect(found.detail.contains("exit status 7"))
        #expect(found.fix.contains("https://log") == true)
    }

    @Test func `without a failed task the execution's condition tells`() throws {
        let condition =
            #"[{"type":"Completed","state":"CONDITION_FAILED","reason":"CONTAINER_MISSING","message":"Image 'x' not found."}]"#
        let found = try problem(
            task: #""index2":0"#, execution: #"{"name":"e","completionTime":"t","conditions":\#(condition)}"#
        )
        #expect(found.code == .deployFailed)
        #expect(found.fix.contains("--job-image") == true)
    }

    @Test(arguments: [
        (
            GoogleCloudError(
                .permissionDenied, message: "Permission 'iam.serviceaccounts.actAs' denied on service account x@p"),
            Problem.Code.permissionDenied, "roles/iam.serviceAccountUser on x@p"
        ),
        (
            GoogleCloudError(.permissionDenied, message: "Permission 'run.jobs.run' denied on resource 'j'"),
            .permissionDenied, "run.jobs.run"
        ),
        (
            GoogleCloudError(.permissionDenied, message: "Permission 'secretmanager.secrets.create' denied"),
            .permissionDenied, "roles/secretmanager.admin"
        ),
        (GoogleCloudError(.resourceExhausted, message: "Quota exceeded"), .quotaExceeded, "--tasks 1"),
        (GoogleCloudError(.failedPrecondition, message: "Image 'x' not found."), .deployFailed, "--job-image"),
    ])
    func `a refusal of the API says what to grant or to change`(
        error: GoogleCloudError, code: Problem.Code, fix: String
    ) throws {
        let found = try #require(ImportJobCause.refusal(error, serviceAccount: "x@p"))
        #expect(found.code == code)
        #expect(found.fix.contains(fix) == true)
    }

    @Test func `what says nothing of jobs is left to the general table`() {
        #expect(ImportJobCause.refusal(GoogleCloudError(.unavailable, message: "later"), serviceAccount: nil) == nil)
    }
}
