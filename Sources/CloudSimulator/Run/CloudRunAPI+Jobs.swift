import Foundation
import Hummingbird

extension CloudRunAPI {
    func addJobRoutes(to router: Router<SimulatorContext>) {
        let parent = router.group("/v2/projects/:project/locations/:location/jobs")
        parent.post { request, context in
            let query = try QueryParameters(request, allowing: ["jobId", "validateOnly"])
            let place = try place(context, permission: "run.jobs.create")
            try projects.requireBilling(on: place.project.id, service: Self.service)
            let body = try await body(request, RunShapes.job)
            let job = try newJob(query["jobId"] ?? "", body: body, at: place, caller: caller(context))
            if try query.bool("validateOnly") != true {
                try store.update { state in
                    guard state.jobs[job.name] == nil else {
                        throw GoogleError.alreadyExists("Resource '\(job.id)' already exists.")
                    }
                    state.jobs[job.name] = job
                }
            }
            return Response.json(finished(job).json)
        }
        parent.get { request, context in
            let query = try QueryParameters(request, allowing: ["pageSize", "pageToken", "showDeleted"])
            let place = try place(context, permission: "run.jobs.list")
            let all = try store.current().jobs.values
                .filter { $0.project == place.project.id && $0.region == place.region }
                .sorted { $0.id < $1.id }
            let page = try query.page(of: all.count, standard: 100, maximum: 1000)
            var answer: JSONValue = [:]
            if !page.range.isEmpty { answer["jobs"] = .array(all[page.range].map(\.json)) }
            answer["nextPageToken"] = page.next.map(JSONValue.string)
            return Response.json(answer)
        }
        parent.get(":job") { request, context in
            _ = try QueryParameters(request, allowing: [])
            return Response.json(try job(context, permission: "run.jobs.get").json)
        }
        parent.patch(":job") { request, context in try await patchJob(request, context) }
        parent.delete(":job") { request, context in
            _ = try QueryParameters(request, allowing: ["etag", "validateOnly"])
            let job = try job(context, permission: "run.jobs.delete")
            // Its executions go with it, and what runs of them ends.
            for execution in try store.current().executions.values
            where execution.name.hasPrefix(job.name + "/") && execution.completionTime == nil {
                try runner.cancel(execution.name)
            }
            try store.update { state in
                state.jobs[job.name] = nil
                state.executions = state.executions.filter { !$0.key.hasPrefix(job.name + "/") }
            }
            return Response.json(finished(job).json)
        }
        parent.post(":job") { request, context -> Response in
            guard nameAndVerb(context, "job").verb == "run" else { throw Self.unknownVerb }
            return try await runJob(request, context)
        }
    }

    private func patchJob(_ request: Request, _ context: SimulatorContext) async throws -> Response {
        let query = try QueryParameters(request, allowing: ["allowMissing", "validateOnly"])
        let old = try job(context, permission: "run.jobs.update")
        let body = try await body(request, RunShapes.job)
        if let etag = body["etag"]?.string, !etag.isEmpty, etag != old.etag {
            throw GoogleError.aborted("Conflict for resource '\(old.id)': the etag does not match.")
        }
        let place = try place(context, permission: "run.jobs.update")
        var job = try newJob(old.id, body: body, at: place, caller: caller(context), request: "UpdateJobRequest")
        job = JobRecord(
            project: old.project, region: old.region, id: old.id, uid: old.uid, spec: job.spec,
            generation: old.generation + 1, createTime: old.createTime, updateTime: Timestamp.now,
            creator: old.creator, executionCount: old.executionCount, latestExecution: old.latestExecution
        )
        let changed = job
        if try query.bool("validateOnly") != true { try store.update { $0.jobs[changed.name] = changed } }
        return Response.json(finished(changed).json)
    }

    private func newJob(
        _ id: String, body: JSONValue, at place: Place, caller: String, request: String = "CreateJobRequest"
    ) throws -> JobRecord {
        try RunRules.checkJobID(id)
        let rules = RunRules(request: request, region: place.region)
        try rules.check(labels: body["labels"], annotations: body["annotations"], at: "job")
        let template = body["template"]?["template"] ?? [:]
        try rules.check(template: template, at: "job.template.template")
        if let count = body["template"]?["taskCount"]?.int64, !(0...10_000).contains(count) {
            throw rules.violation("job.template.task_count", "must be between 1 and 10000.")
        }
        if let retries = template["maxRetries"]?.int64, !(0...10).contains(retries) {
            throw rules.violation("job.template.template.max_retries", "must be between 0 and 10.")
        }
        if let timeout = template["timeout"]?.string {
            guard let seconds = RunQuantity.seconds(timeout), (1...604_800).contains(seconds) else {
                throw rules.violation("job.template.template.timeout", "must be between 1s and 604800s.")
            }
        }
        try checkAccess(of: template, at: place)
        var spec = body.object ?? [:]
        for name in RunShapes.jobOutput.union(["name", "etag"]) { spec[name] = nil }
        let now = Timestamp.now
        return JobRecord(
            project: place.project.id, region: place.region, id: id, uid: UUID().uuidString.lowercased(),
            spec: .object(spec), generation: 1, createTime: now, updateTime: now, creator: caller
        )
    }

    /// What Cloud Run looks at when a job is written: the account, the image, the secrets.
    private func checkAccess(of template: JSONValue, at place: Place) throws {
        let account =
            template["serviceAccount"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            ?? "\(place.project.number)-compute@developer.gserviceaccount.com"
        guard place.project.grants("iam.serviceAccounts.actAs") else {
            throw GoogleError(
                .forbidden, "PERMISSION_DENIED",
                "Permission 'iam.serviceaccounts.actAs' denied on service account \(account) (or it may not exist).",
                reason: "forbidden"
            )
        }
        for container in template["containers"]?.array ?? [] {
            let image = container["image"]?.string ?? ""
            // The one image that the simulated registry lacks.
            if image.contains("does-not-exist") {
                throw GoogleError(
                    .badRequest, "FAILED_PRECONDITION", "Image '\(image)' not found.", reason: "badRequest")
            }
            for variable in container["env"]?.array ?? [] {
                guard let reference = variable["valueSource"]?["secretKeyRef"] else { continue }
                let secret = reference["secret"]?.string ?? ""
                guard runner.secrets.grants(secret, to: account, in: place.project.id) else {
                    throw GoogleError(
                        .badRequest, "FAILED_PRECONDITION",
                        "Permission denied on secret: \(place.project.numericName)/secrets/\(secret)/versions/"
                            + "\(reference["version"]?.string ?? "latest") for Revision service account \(account). The "
                            + "service account used must be granted the 'Secret Manager Secret Accessor' role.",
                        reason: "badRequest"
                    )
                }
            }
        }
    }

    func job(_ context: SimulatorContext, permission: String) throws -> JobRecord {
        let place = try place(context, permission: permission)
        let name = JobRecord.name(place.project.id, place.region, nameAndVerb(context, "job").name)
        guard let job = try store.current().jobs[name] else { throw CloudRunStore.missing(name) }
        return job
    }

    /// Writing a job takes no time.
    func finished(_ job: JobRecord) -> RunOperation {
        RunOperation(
            name: "projects/\(job.project)/locations/\(job.region)/operations/\(UUID().uuidString.lowercased())",
            target: job.name, type: "Job", resource: job.json, isDone: true
        )
    }
}
