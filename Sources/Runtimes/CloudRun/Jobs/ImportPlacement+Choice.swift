package import Domain
import Importing

extension ImportPlacement {
    /// Bytes a second that a manager's own process is assumed to bring: below what the engine does on one processor, so
    /// that the guess errs towards the job.
    private static let assumedRate = 100.0 * 1_048_576

    /// Where an import runs that is asked for in this way.
    ///
    /// `auto` means a job when the manager runs on Cloud Run (its own service gives the image) and the bytes would take
    /// longer, at 100 MiB/s, than the service lets a request take: its instance may be gone before the import has ended.
    ///
    /// - Throws: `invalid-request` for a number of tasks that makes no sense; `unsupported` for a job where there is no
    ///   image, or no Cloud Run at all, and for a directory, which is on this machine only.
    package func places(_ plan: ImportPlan, _ way: ImportWay, in target: Target) async throws -> ImportPlaces {
        if let tasks = way.tasks, !ImportWay.taskCounts.contains(tasks) {
            throw Problem(
                .invalidRequest, "So many tasks cannot be", detail: "\(tasks) tasks were asked for",
                fix: "Ask for 1 to \(ImportWay.taskCounts.upperBound), or leave the number out."
            )
        }
        if way.keepsToken, case .local = target {
            throw Problem(
                .unsupported, "Tokens are not kept here", detail: "‘\(target)’ has no Secret Manager",
                fix: "Leave --keep-token out, and give the token again when the import is resumed."
            )
        }
        var places = ImportPlaces()
        let own = try? await jobs?.own()
        let canRunJobs = jobs.map { $0.settings.image != nil || own?.image != nil } ?? false
        let isHere = plan.model.reference.source == .directory
        if case .project = target, canRunJobs, !isHere { places.available = ExecutorKind.allCases }
        switch way.executor {
        case .process: return places
        case .job:
            guard !isHere else { throw Self.onlyHere(plan.model.reference) }
            guard places.available.contains(.job) else { throw unavailable(in: target) }
            places.chosen = .job
        case .auto:
            guard places.available.contains(.job), let own else { return places }
            let seconds = Double(plan.bytesToFetch.bytes) / Self.assumedRate
            guard seconds > own.requestTimeout else { return places }
            places.chosen = .job
        }
        let most = jobs?.settings.mostTasks ?? 1
        places.tasks = way.tasks ?? Shards.sensibleCount(for: plan, atMost: most)
        return places
    }

    private static func onlyHere(_ reference: ModelReference) -> Problem {
        Problem(
            .unsupported, "A directory is read where it is", detail: "\(reference) is not there where a job runs",
            fix: "Import in this process: --executor process."
        )
    }

    private func unavailable(in target: Target) -> Problem {
        guard case .project = target else {
            return Problem(
                .unsupported, "No jobs here", detail: "‘\(target)’ has no Cloud Run",
                fix: "Import in this process: --executor process."
            )
        }
        return Problem(
            .unsupported, "No image for the job",
            detail: "this manager does not run on Cloud Run itself, so it cannot use its own image",
            fix: "Name an image of llm-manager (--job-image), or import in this process: --executor process."
        )
    }
}
