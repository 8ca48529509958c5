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
        parent.delete(":job") { request, context in
            _ = try QueryParameters(request, allowing: ["etag", "validateOnly"])
            let job = try job(context, permission: "run.jobs.delete")
            try store.update { $0.jobs[job.name] = nil }
            return Response.json(finished(job).json)
        }
        parent.post(":job") { _, context -> Response in
            guard nameAndVerb(context, "job").verb == "run" else { throw Self.unknownVerb }
            _ = try job(context, permission: "run.jobs.run")
            throw GoogleError(
                .notImplemented, "UNIMPLEMENTED", "The simulator keeps jobs but does not run them.",
                reason: "notImplemented"
            )
        }
        parent.get(":job/executions") { request, context in
            _ = try QueryParameters(request, allowing: ["pageSize", "pageToken", "showDeleted"])
            _ = try job(context, permission: "run.executions.list")
            return Response.json([:])
        }
    }

    private func newJob(_ id: String, body: JSONValue, at place: Place, caller: String) throws -> JobRecord {
        try RunRules.checkJobID(id)
        let rules = RunRules(request: "CreateJobRequest", region: place.region)
        try rules.check(labels: body["labels"], annotations: body["annotations"], at: "job")
        let template = body["template"]?["template"] ?? [:]
        try rules.check(template: template, at: "job.template.template")
        if let count = body["template"]?["taskCount"]?.int64, !(0...10_000).contains(count) {
            throw rules.violation("job.template.task_count", "must be between 1 and 10000.")
        }
        if let retries = template["maxRetries"]?.int64, !(0...10).contains(retries) {
            throw rules.violation("job.template.template.max_retries", "must be between 0 and 10.")
        }
        var spec = body.object ?? [:]
        for name in RunShapes.jobOutput.union(["name", "etag"]) { spec[name] = nil }
        let now = Timestamp.now
        return JobRecord(
            project: place.project.id, region: place.region, id: id, uid: UUID().uuidString.lowercased(),
            spec: .object(spec), generation: 1, createTime: now, updateTime: now, creator: caller
        )
    }

    private func job(_ context: SimulatorContext, permission: String) throws -> JobRecord {
        let place = try place(context, permission: permission)
        let name = JobRecord.name(place.project.id, place.region, nameAndVerb(context, "job").name)
        guard let job = try store.current().jobs[name] else { throw CloudRunStore.missing(name) }
        return job
    }

    /// Jobs are only kept, so an operation on one is done at once.
    private func finished(_ job: JobRecord) -> RunOperation {
        RunOperation(
            name: "projects/\(job.project)/locations/\(job.region)/operations/\(UUID().uuidString.lowercased())",
            target: job.name, type: "Job", resource: job.json, isDone: true
        )
    }
}
