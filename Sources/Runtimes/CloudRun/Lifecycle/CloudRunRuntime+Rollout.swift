import Domain
import GoogleCloud

extension CloudRunRuntime {
    /// The revision that gets most of the requests now; nil while none does.
    func servingRevision(_ id: ServiceID) async throws -> String? {
        try await current(id).flatMap(CloudRunTraffic.serving)
    }

    /// Whether the newest revision failed, so that an earlier one serves.
    func settledRevisionFailed(_ service: GoogleJSON) -> Bool {
        service["terminalCondition"]?["state"]?.string == "CONDITION_FAILED"
    }

    /// Whether a plan changes what a revision is made of, and not only who may call or where requests go.
    func makesRevision(_ plan: ServicePlan) -> Bool {
        !plan.isUpdate || plan.diff.contains { !["access", "traffic"].contains($0.field) }
    }

    /// Whether the newest revision is ready and gets none of the requests.
    func holdsTraffic(_ service: GoogleJSON) -> Bool {
        guard let latest = CloudRunReader.latestRevision(service) else { return false }
        return !CloudRunTraffic.shares(service).contains { $0.percent > 0 && ($0.revision ?? latest) == latest }
    }

    /// The end with what the engine's own lines say about it. Without them (the logs may not be read) it stays as it is.
    func explained(_ end: RolloutEnd, _ id: ServiceID) async -> RolloutEnd {
        guard var problem = end.problem else { return end }
        let isEngine = [.engineFailed, .timedOut].contains(problem.code)
        guard isEngine else { return end.because(problem, lines: []) }
        let texts = await lastWords(id)
        guard !texts.isEmpty else { return end.because(problem, lines: []) }
        guard let finding = EngineLogCause.finding(in: texts) else {
            if let line = EngineLogCause.telling(texts) {
                problem.detail += " The engine's last words: \(line.prefix(500))"
            }
            return end.because(problem, lines: texts.suffix(4).map { String($0.prefix(500)) })
        }
        let told = Problem(finding.code, finding.title, detail: "\(finding.line) (\(problem.detail))", fix: finding.fix)
        return end.because(told, lines: finding.lines)
    }

    /// The last lines of the newest revision: those of one before it tell of another end. Lines come some seconds late,
    /// so that they are read once more when they explain nothing yet.
    private func lastWords(_ id: ServiceID) async -> [String] {
        let revision = try? await current(id).flatMap(CloudRunReader.latestRevision)
        let query = LogQuery(revision: revision, limit: 50)
        func read() async -> [String] {
            let lines = (try? await logs(id, query))?.lines ?? []
            // What repeats the condition explains nothing, and has the service's name, which may be any word.
            return lines.map(\.text).filter { !$0.contains("is not ready and cannot serve traffic") }
        }
        let texts = await read()
        guard EngineLogCause.finding(in: texts) == nil else { return texts }
        try? await Task.sleep(for: settings.logInterval)
        return await read()
    }

    /// The end of an update that goes back by itself: a revision that failed or does not answer gives its traffic to
    /// the one before it.
    func settled(_ end: RolloutEnd, _ plan: ServicePlan, before: String) async -> RolloutEnd {
        guard let cause = end.problem else { return end }
        do {
            _ = try await rollBack(plan.id, to: before)
        } catch {
            let why = (error as? Problem)?.detail ?? "\(error)"
            let problem = Problem(
                cause.code, "\(cause.title); rolling back failed too",
                detail: "\(cause.detail) Rolling back to \(before): \(why)", fix: cause.fix
            )
            return RolloutEnd(
                state: .failed(problem), message: "The new revision failed, and rolling back did too", lines: end.lines)
        }
        let problem = Problem(
            cause.code, "\(cause.title); rolled back",
            detail: "\(cause.detail) All traffic is at \(before) again.", fix: cause.fix
        )
        return RolloutEnd(state: .failed(problem), message: "Rolled back to \(before)", lines: end.lines)
    }
}
