import Foundation
import Hummingbird

extension CloudRunAPI {
    func addExecutionRoutes(to router: Router<SimulatorContext>) {
        let parent = router.group("/v2/projects/:project/locations/:location/jobs/:job/executions")
        parent.get { request, context in
            let query = try QueryParameters(request, allowing: ["pageSize", "pageToken", "showDeleted"])
            let job = try job(context, permission: "run.executions.list")
            let all = try store.current().executions.values.filter { $0.name.hasPrefix(job.name + "/") }
                .sorted { ($0.createTime, $0.id) > ($1.createTime, $1.id) }
            let page = try query.page(of: all.count, standard: 100, maximum: 1000)
            var answer: JSONValue = [:]
            if !page.range.isEmpty { answer["executions"] = .array(all[page.range].map(\.json)) }
            answer["nextPageToken"] = page.next.map(JSONValue.string)
            return Response.json(answer)
        }
        parent.get(":execution") { request, context in
            _ = try QueryParameters(request, allowing: [])
            return Response.json(try execution(context, permission: "run.executions.get").json)
        }
        parent.delete(":execution") { request, context in
            _ = try QueryParameters(request, allowing: ["etag", "validateOnly"])
            let execution = try execution(context, permission: "run.executions.delete")
            guard execution.completionTime != nil else {
                throw GoogleError.failedPrecondition("Execution '\(execution.id)' is still running.")
            }
            try store.update { $0.executions[execution.name] = nil }
            return Response.json(operation(on: execution, isDone: true).json)
        }
        parent.post(":execution") { request, context in
            guard nameAndVerb(context, "execution").verb == "cancel" else { throw Self.unknownVerb }
            _ = try await request.json(RunShapes.cancelExecution)
            let execution = try execution(context, permission: "run.executions.cancel")
            guard execution.completionTime == nil else {
                throw GoogleError.failedPrecondition("Execution '\(execution.id)' has already completed.")
            }
            try runner.cancel(execution.name)
            let operation = operation(on: execution, isDone: false)
            try store.update { $0.operations[operation.name] = operation }
            return Response.json(operation.json)
        }
        parent.get(":execution/tasks") { request, context in
            let query = try QueryParameters(request, allowing: ["pageSize", "pageToken", "showDeleted"])
            let execution = try execution(context, permission: "run.tasks.list")
            let page = try query.page(of: execution.tasks.count, standard: 100, maximum: 1000)
            var answer: JSONValue = [:]
            if !page.range.isEmpty { answer["tasks"] = .array(execution.tasks[page.range].map(execution.json)) }
            answer["nextPageToken"] = page.next.map(JSONValue.string)
            return Response.json(answer)
        }
        parent.get(":execution/tasks/:task") { request, context in
            _ = try QueryParameters(request, allowing: [])
            let execution = try execution(context, permission: "run.tasks.get")
            let id = nameAndVerb(context, "task").name
            guard let task = execution.tasks.first(where: { "\(execution.id)-task\($0.index)" == id }) else {
                throw CloudRunStore.missing("\(execution.name)/tasks/\(id)")
            }
            return Response.json(execution.json(of: task))
        }
    }

    /// Starts an execution of a job; the operation is done when the execution is.
    func runJob(_ request: Request, _ context: SimulatorContext) async throws -> Response {
        _ = try QueryParameters(request, allowing: [])
        let job = try job(context, permission: "run.jobs.run")
        let body = try await body(request, RunShapes.runJob)
        if body["overrides"] != nil { _ = try place(context, permission: "run.jobs.runWithOverrides") }
        if let etag = body["etag"]?.string, !etag.isEmpty, etag != job.etag {
            throw GoogleError.aborted("Conflict for resource '\(job.id)': the etag does not match.")
        }
        let template = try Self.applying(body["overrides"], to: job.spec["template"] ?? [:])
        let count = max(1, Int(template["taskCount"]?.int64 ?? 1))
        let suffix = String(UUID().uuidString.lowercased().filter { $0 != "-" }.prefix(5))
        let execution = ExecutionRecord(
            project: job.project, region: job.region, job: job.id, id: "\(job.id)-\(suffix)",
            uid: UUID().uuidString.lowercased(), template: template, createTime: Timestamp.now,
            creator: caller(context),
            tasks: (0..<count).map { TaskRecord(index: $0, uid: UUID().uuidString.lowercased()) }
        )
        let operation = operation(on: execution, isDone: false)
        guard body["validateOnly"]?.bool != true else { return Response.json(operation.json) }
        try store.update { state in
            state.executions[execution.name] = execution
            state.operations[operation.name] = operation
            state.jobs[job.name]?.executionCount = (job.executionCount ?? 0) + 1
            state.jobs[job.name]?.latestExecution = execution.name
        }
        runner.begin(execution.name)
        return Response.json(operation.json)
    }

    private func operation(on execution: ExecutionRecord, isDone: Bool) -> RunOperation {
        let place = "projects/\(execution.project)/locations/\(execution.region)"
        return RunOperation(
            name: "\(place)/operations/\(UUID().uuidString.lowercased())", target: execution.name, type: "Execution",
            resource: execution.json, isDone: isDone
        )
    }

    private func execution(_ context: SimulatorContext, permission: String) throws -> ExecutionRecord {
        let job = try job(context, permission: permission)
        let name = "\(job.name)/executions/\(nameAndVerb(context, "execution").name)"
        guard let execution = try store.current().executions[name] else { throw CloudRunStore.missing(name) }
        return execution
    }

    /// The template of one run: environment is merged by name, arguments and counts are replaced.
    private static func applying(_ overrides: JSONValue?, to template: JSONValue) throws -> JSONValue {
        guard let overrides else { return template }
        var template = template
        var task = template["template"] ?? [:]
        var containers = task["containers"]?.array ?? []
        for change in overrides["containerOverrides"]?.array ?? [] {
            let name = change["name"]?.string ?? ""
            let index = name.isEmpty ? 0 : containers.firstIndex { $0["name"]?.string == name }
            guard let index, containers.indices.contains(index) else {
                throw GoogleError.invalidArgument("Container \(name) does not exist.", field: "overrides")
            }
            if change["clearArgs"]?.bool == true { containers[index]["args"] = [] }
            if let args = change["args"], args.array?.isEmpty == false { containers[index]["args"] = args }
            var environment = containers[index]["env"]?.array ?? []
            for variable in change["env"]?.array ?? [] {
                environment.removeAll { $0["name"] == variable["name"] }
                environment.append(variable)
            }
            if !environment.isEmpty { containers[index]["env"] = .array(environment) }
        }
        task["containers"] = .array(containers)
        if let timeout = overrides["timeout"] { task["timeout"] = timeout }
        if let count = overrides["taskCount"] { template["taskCount"] = count }
        template["template"] = task
        return template
    }
}
