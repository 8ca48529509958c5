package import Domain
package import Importing

/// Sends each import to where it was meant to run, and keeps the hub's token where its owner asked for that.
package struct ImportPlacement: ImportExecutor {
    private let inProcess: InProcessExecutor
    /// Nil without Google credentials.
    let jobs: CloudRunJobExecutor?

    package init(_ engines: ImportEngines, jobs: CloudRunJobExecutor?) {
        inProcess = InProcessExecutor(engines)
        self.jobs = jobs
    }

    package func execute(_ job: ImportJob, report: @escaping ImportReporter) async throws -> ModelManifest {
        switch job.record.executor {
        case .job: return try await required().execute(job, report: report)
        case .process:
            if job.record.keepsToken, let token = job.token { try await required().keep(token, for: job.record) }
            let manifest = try await inProcess.execute(job, report: report)
            if job.record.keepsToken { try? await required().forgetToken(job.record) }
            return manifest
        }
    }

    package func halt(_ record: ImportRecord) async throws {
        if record.executor == .job { try await required().halt(record) }
    }

    package func keptToken(_ record: ImportRecord) async throws -> Secret? {
        guard record.keepsToken else { return nil }
        return try await required().keptToken(record)
    }

    package func forgetToken(_ record: ImportRecord) async throws {
        if record.keepsToken { try await required().forgetToken(record) }
    }

    package func tidy(_ record: ImportRecord) async {
        if record.executor == .job || record.keepsToken { await jobs?.tidy(record) }
    }

    private func required() throws(Problem) -> CloudRunJobExecutor {
        guard let jobs else {
            throw Problem(
                .unsupported, "No Google Cloud here",
                detail: "jobs and kept tokens live in a Google Cloud project, and there are no credentials for one",
                fix: "Log in, or import in this process and without keeping the token."
            )
        }
        return jobs
    }
}
