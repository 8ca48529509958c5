import Domain
import GoogleCloud
import Importing
import Outbound

extension CloudRunJobExecutor {
    /// Hands the token over, makes or updates the job, and starts an execution.
    ///
    /// - Returns: the execution's full name.
    func start(_ run: ImportJobRun, token: Secret?) async throws -> String {
        let (project, region) = (run.place.project, run.place.region)
        var body = ImportJobBody(record: run.record, group: run.group, place: run.place, settings: settings)
        if let token {
            // Every attempt of every task must be able to read it; after that it goes by itself.
            let lifetime = Duration.seconds((settings.maxRetries + 1) * settings.timeout + 3_600)
            let vault = ImportTokenVault(project: project, api: api)
            var reader = run.place.serviceAccount
            if reader == nil { reader = try await vault.defaultAccount() }
            body.token = try await vault.store(
                token, for: run.importID, readers: reader.map { [$0] } ?? [], lifetime: lifetime
            )
        }
        try await put(body.job, id: ImportJobMarks.jobID(run.importID), project: project, region: region)
        return try await begin(run)
    }

    /// Makes the job, or brings the one that an earlier run of the import left up to date.
    private func put(_ job: RunJob, id: String, project: String, region: String) async throws {
        let patience = ContinuousClock.now + settings.grantGrace
        while true {
            do {
                let operation: LongRunningOperation
                do {
                    operation = try await self.run.createJob(project: project, region: region, id: id, job)
                } catch let error as GoogleCloudError where error.code == .alreadyExists {
                    operation = try await self.run.patchJob(project: project, region: region, id: id, job)
                }
                _ = try await done(operation)
                return
            } catch let error as GoogleCloudError
                where ImportJobCause.isSpreading(error) && ContinuousClock.now < patience
            {
                try await Task.sleep(for: settings.pollInterval)
            }
        }
    }

    private func begin(_ run: ImportJobRun) async throws -> String {
        let (project, region) = (run.place.project, run.place.region)
        let id = ImportJobMarks.jobID(run.importID)
        do {
            let operation = try await self.run.runJob(project: project, region: region, id: id)
            if let failure = operation.failure { throw failure }
            if let name = operation.metadata?["name"]?.string { return name }
        } catch let error as OutboundError {
            // The answer was lost, and perhaps not the request: two executions must not share one group.
            let begun = try await executions(project: project, region: region, importID: run.importID)
            guard let execution = begun.first(where: { !$0.isOver }) else { throw error }
            return execution.name
        }
        let begun = try await executions(project: project, region: region, importID: run.importID)
        guard let execution = begun.first(where: { !$0.isOver }) ?? begun.first else {
            throw Problem(
                .unavailable, "The job did not start", detail: "Cloud Run named no execution of \(id)",
                fix: "Resume the import.", isRetryable: true
            )
        }
        return execution.name
    }

    /// Waits for an operation's end.
    @discardableResult
    func done(_ operation: LongRunningOperation) async throws -> LongRunningOperation {
        var operation = operation
        while !operation.isDone, !operation.name.isEmpty {
            try await Task.sleep(for: settings.pollInterval)
            operation = try await self.run.operation(operation.name)
        }
        if let failure = operation.failure { throw failure }
        return operation
    }

    /// Executions of an import's job; none when there is no such job.
    func executions(project: String, region: String, importID: String) async throws -> [RunExecution] {
        do {
            let job = ImportJobMarks.jobID(importID)
            return try await self.run.executions(project: project, region: region, job: job)
        } catch let error as GoogleCloudError where error.code == .notFound {
            return []
        }
    }

    /// The execution of the import that runs already, and the run of tasks that it is.
    func running(_ record: ImportRecord, project: String, region: String) async throws -> (String, String)? {
        try await calling("look for the job", nil) {
            let importID = record.plan.importID
            let found = try await executions(project: project, region: region, importID: importID)
            guard let execution = found.first(where: { !$0.isOver }) else { return nil }
            let job = try await self.run.job(project: project, region: region, id: ImportJobMarks.jobID(importID)).job
            let environment = job.template?.template?.containers?.first?.env ?? []
            guard let group = environment.first(where: { $0.name == ImportJobMarks.groupVariable })?.value else {
                return nil
            }
            return (execution.name, group)
        }
    }
}
