package import Domain
import Foundation
package import GoogleCloud
package import Importing
import Outbound

/// Runs imports as Cloud Run jobs: tasks of this same program, which outlive a request and the manager.
///
/// Cancelling the calling task leaves the job alone: the import goes on, and any manager can follow it by its journals.
/// ``halt(_:)`` stops it. What was made for an import (job, token) is taken away when its end is seen; what a manager
/// that died has left is taken away by the next one that starts a job in the region.
package struct CloudRunJobExecutor: ImportExecutor {
    let api: GoogleAPIClient
    let engines: ImportEngines
    let buckets: any BucketProvider
    let settings: ImportJobSettings
    /// The service that we are; nil when we do not run on Cloud Run.
    let own: @Sendable () async throws -> OwnService?

    package init(
        api: GoogleAPIClient, engines: ImportEngines, buckets: any BucketProvider, settings: ImportJobSettings,
        own: @escaping @Sendable () async throws -> OwnService?
    ) {
        self.api = api
        self.engines = engines
        self.buckets = buckets
        self.settings = settings
        self.own = own
    }

    var run: CloudRunClient { CloudRunClient(api) }

    package func execute(_ job: ImportJob, report: @escaping ImportReporter) async throws -> ModelManifest {
        var record = job.record
        let plan = record.plan
        let project = try Self.project(record.target)
        let engine = try engines.engine(for: plan.model.reference.source, bucket: plan.bucket, in: record.target)
        if plan.isComplete { return try await InProcessExecutor(engines).execute(job, report: report) }
        if job.isResume { try engine.requireToken(job.token, for: record) }
        let place = try await place(of: record, in: project)
        record.executor = .job
        record.tasks = max(1, record.tasks)
        record.job = ImportJobMarks.jobName(project: project, region: place.region, importID: plan.importID)
        await sweep(project: project, region: place.region, target: record.target)

        // A manager that was restarted meets the execution that it had started.
        if let (execution, group) = try await running(record, project: project, region: place.region) {
            let run = ImportJobRun(record: record, group: group, place: place)
            return try await follow(execution, run, engine, report)
        }
        let run = ImportJobRun(record: record, group: UUID().uuidString.lowercased(), place: place)
        let lease = try await engine.hand(record, to: run.group)
        let execution: String
        do {
            execution = try await calling("run the job", place.serviceAccount) {
                try await start(run, token: job.token)
            }
        } catch {
            // Also when the manager is going: nothing runs yet that would clear up.
            await Task { await end(run, engine, after: stopped(error), report) }.value
            throw error
        }
        return try await follow(execution, run, engine, lease: lease, report)
    }

    /// Stops the execution of an import, whoever started it, and leaves the import so that it can be resumed or
    /// taken back. Nothing of it runs when this returns.
    package func halt(_ record: ImportRecord) async throws {
        guard let (project, region) = Self.jobPlace(of: record) else { return }
        let plan = record.plan
        try await calling("stop the job", nil) {
            for execution in try await executions(project: project, region: region, importID: plan.importID)
            where !execution.isOver {
                try await cancel(execution.name)
            }
        }
        let engine = try engines.engine(for: plan.model.reference.source, bucket: plan.bucket, in: record.target)
        let trace = try await ImportTrace.read(engine.store, importID: plan.importID)
        if let group = trace?.lease?.group {
            try await engine.concede(plan.importID, group: group, .stopped(.stopped))
        }
        try await calling("take the job away", nil) {
            try await remove(importID: plan.importID, project: project, region: region, keepsToken: false)
        }
    }

    private func stopped(_ error: any Error) -> any Error {
        guard error is CancellationError else { return error }
        return Problem(
            .cancelled, "The import was stopped", detail: "before its job had begun", fix: "Resume it at any time."
        )
    }

    private func place(of record: ImportRecord, in project: String) async throws -> ImportJobPlace {
        try await calling("place the job", nil) {
            let bucket = try await buckets.bucket(record.plan.bucket, in: record.target)
            return try ImportJobPlace(
                project: project, bucketLocation: bucket.location, settings: settings, own: try await own()
            )
        }
    }

    static func project(_ target: Target) throws(Problem) -> String {
        guard case .project(let id) = target else {
            throw Problem(
                .unsupported, "No jobs here", detail: "‘\(target)’ has no Cloud Run",
                fix: "Import in this process: --executor process."
            )
        }
        return id
    }

    /// Google's errors leave as problems that say what a job needs.
    func calling<Answer>(
        _ action: String, _ serviceAccount: String?, _ body: () async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await body()
        } catch let error as GoogleCloudError {
            if let problem = ImportJobCause.refusal(error, serviceAccount: serviceAccount) { throw problem }
            throw GoogleProblem.problem(error, doing: action)
        } catch {
            throw GoogleProblem.problem(error, doing: action)
        }
    }
}

/// One execution for one import.
struct ImportJobRun: Sendable {
    var record: ImportRecord
    /// The run of tasks; a later execution of the same import has another.
    var group: String
    var place: ImportJobPlace

    var importID: String { record.plan.importID }
}
