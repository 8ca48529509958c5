import Domain
import GoogleCloud
package import Importing

extension CloudRunJobExecutor {
    /// Cancels an execution and waits until no task of it runs.
    func cancel(_ execution: String) async throws {
        do {
            _ = try await run.cancelExecution(execution)
        } catch let error as GoogleCloudError where error.code == .failedPrecondition || error.code == .notFound {
            // It is over already.
        }
        try await ended(execution)
    }

    private func ended(_ execution: String) async throws {
        do {
            while try await !run.execution(execution).isOver { try await Task.sleep(for: settings.pollInterval) }
        } catch let error as GoogleCloudError where error.code == .notFound {}
    }

    /// Takes job and token away, as far as the API lets us; the next sweep finds the rest.
    func clean(_ run: ImportJobRun, waitingFor execution: String?, keepsToken: Bool) async {
        let (project, region) = (run.place.project, run.place.region)
        do {
            // Tasks that have nothing left to do are about to end; a job is not deleted under them.
            if let execution { try await ended(execution) }
            try await remove(importID: run.importID, project: project, region: region, keepsToken: keepsToken)
        } catch {
            if !keepsToken { try? await ImportTokenVault(project: project, api: api).destroy(run.importID) }
        }
    }

    package func tidy(_ record: ImportRecord) async {
        guard let (project, region) = Self.jobPlace(of: record) else { return }
        let id = record.plan.importID
        do {
            for execution in try await executions(project: project, region: region, importID: id)
            where !execution.isOver {
                try await ended(execution.name)
            }
            try await remove(importID: id, project: project, region: region, keepsToken: false)
        } catch {
            // The next sweep finds it.
        }
    }

    /// Project and region of the job that an import was given; nil when it has none.
    static func jobPlace(of record: ImportRecord) -> (project: String, region: String)? {
        guard record.executor == .job, let words = record.job?.split(separator: "/").map(String.init), words.count == 6
        else { return nil }
        return (words[1], words[3])
    }

    func remove(importID: String, project: String, region: String, keepsToken: Bool) async throws {
        if !keepsToken { try await ImportTokenVault(project: project, api: api).destroy(importID) }
        do {
            try await done(
                try await run.deleteJob(project: project, region: region, id: ImportJobMarks.jobID(importID))
            )
        } catch let error as GoogleCloudError where error.code == .notFound {}
    }

    /// Takes away jobs and tokens of imports that are over: a manager that died could not.
    func sweep(project: String, region: String, target: Target) async {
        do {
            var over: [String: Bool] = [:]
            for job in try await run.jobs(project: project, region: region) {
                guard let labels = job.job.labels, labels[CloudRunMarks.managedBy] == CloudRunMarks.manager,
                    labels[ImportJobMarks.purpose] == ImportJobMarks.jobPurpose,
                    let importID = labels[ImportJobMarks.importLabel],
                    let bucket = job.job.annotations?[ImportJobMarks.bucketAnnotation]
                else { continue }
                let store = try engines.store(bucket, in: target)
                let record = try await ImportRecord.read(importID, from: store)
                let executions = try await executions(project: project, region: region, importID: importID)
                let isOver = record == nil && executions.allSatisfy(\.isOver)
                over[importID] = isOver
                if isOver {
                    try await remove(importID: importID, project: project, region: region, keepsToken: false)
                }
            }
            // A token without a job: its import is over, or has not come to make one. The latter is young.
            try await ImportTokenVault(project: project, api: api).sweep { over[$0] ?? false }
        } catch {
            // Tidying up for others is no reason to fail.
        }
    }
}
