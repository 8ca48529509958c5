/// One execution of a Cloud Run job as the simulator keeps it.
struct ExecutionRecord: Sendable, Codable {
    let project: String
    let region: String
    let job: String
    let id: String
    let uid: String
    /// The job's execution template with the overrides of the run.
    let template: JSONValue
    let createTime: String
    let creator: String
    var startTime: String?
    var completionTime: String?
    var isCancelling = false
    /// Why it could not start at all: reason and message.
    var refusal: [String]?
    var tasks: [TaskRecord]

    static func name(_ project: String, _ region: String, _ job: String, _ id: String) -> String {
        "\(JobRecord.name(project, region, job))/executions/\(id)"
    }

    var name: String { Self.name(project, region, job, id) }
    var task: JSONValue { template["template"] ?? [:] }
    var container: JSONValue { task["containers"]?.array?.first ?? [:] }
    var maxRetries: Int { Int(task["maxRetries"]?.int64 ?? 3) }
    var timeout: Double { task["timeout"]?.string.flatMap(RunQuantity.seconds) ?? 600 }

    var parallelism: Int {
        let wanted = Int(template["parallelism"]?.int64 ?? 0)
        return wanted > 0 ? min(wanted, tasks.count) : tasks.count
    }

    var hasSucceeded: Bool { refusal == nil && !isCancelling && tasks.allSatisfy { $0.phase == .succeeded } }

    func count(_ phase: TaskRecord.Phase) -> Int { tasks.count { $0.phase == phase } }

    var json: JSONValue {
        var json: JSONValue = [
            "name": .string(name), "uid": .string(uid), "generation": "1", "observedGeneration": "1",
            "job": .string(job), "createTime": .string(createTime), "creator": .string(creator),
            "updateTime": .string(completionTime ?? startTime ?? createTime), "launchStage": "GA",
            "taskCount": .integer(Int64(tasks.count)), "parallelism": .integer(Int64(parallelism)), "template": task,
            "conditions": .array([completed]), "etag": .string("\"\(Base64Text.encode(uid))\""),
            "logUri": .string(
                "https://console.cloud.google.com/run/jobs/executions/details/\(region)/\(id)/tasks?project=\(project)"
            ),
        ]
        for name in ["labels", "annotations"] { json[name] = template[name] }
        json["startTime"] = startTime.map(JSONValue.string)
        json["completionTime"] = completionTime.map(JSONValue.string)
        if completionTime == nil { json["reconciling"] = true }
        let counts: [(String, Int)] = [
            ("runningCount", count(.running)), ("succeededCount", count(.succeeded)), ("failedCount", count(.failed)),
            ("cancelledCount", count(.cancelled)), ("retriedCount", tasks.reduce(0) { $0 + $1.retried }),
        ]
        for (name, count) in counts where count > 0 { json[name] = .integer(Int64(count)) }
        return json
    }

    private var completed: JSONValue {
        var condition: JSONValue = [
            "type": "Completed", "lastTransitionTime": .string(completionTime ?? startTime ?? createTime),
        ]
        guard completionTime != nil else {
            condition["state"] = "CONDITION_RECONCILING"
            condition["message"] = "Waiting for execution to complete."
            return condition
        }
        if let refusal, refusal.count == 2 {
            condition["state"] = "CONDITION_FAILED"
            condition["reason"] = .string(refusal[0])
            condition["message"] = .string(refusal[1])
        } else if isCancelling {
            condition["state"] = "CONDITION_FAILED"
            condition["executionReason"] = "CANCELLED"
            condition["message"] = .string("Execution \(id) has been cancelled.")
        } else if let failed = tasks.first(where: { $0.phase == .failed }) {
            condition["state"] = "CONDITION_FAILED"
            condition["executionReason"] = "NON_ZERO_EXIT_CODE"
            condition["message"] = .string(
                "Task \(id)-task\(failed.index) failed with message: \(failed.message ?? "")")
        } else {
            condition["state"] = "CONDITION_SUCCEEDED"
        }
        return condition
    }

    func json(of task: TaskRecord) -> JSONValue {
        var json: JSONValue = [
            "name": .string("\(name)/tasks/\(id)-task\(task.index)"), "uid": .string(task.uid), "job": .string(job),
            "execution": .string(id), "index": .integer(Int64(task.index)), "createTime": .string(createTime),
            "maxRetries": .integer(Int64(maxRetries)), "timeout": .string("\(Int(timeout))s"),
            "containers": self.task["containers"] ?? [], "generation": "1", "observedGeneration": "1",
            "logUri": .string("https://console.cloud.google.com/logs/query?project=\(project)"),
        ]
        json["serviceAccount"] = self.task["serviceAccount"]
        if task.retried > 0 { json["retried"] = .integer(Int64(task.retried)) }
        json["startTime"] = task.startTime.map(JSONValue.string)
        json["completionTime"] = task.completionTime.map(JSONValue.string)
        if task.exitCode != nil || task.termSignal != nil || task.phase == .succeeded {
            var result: JSONValue = [:]
            var status: JSONValue = [:]
            if let code = task.statusCode, code != 0 { status["code"] = .integer(Int64(code)) }
            status["message"] = task.message.map(JSONValue.string)
            result["status"] = status
            if let code = task.exitCode, code != 0 { result["exitCode"] = .integer(Int64(code)) }
            result["termSignal"] = task.termSignal.map { .integer(Int64($0)) }
            json["lastAttemptResult"] = result
        }
        let state =
            switch task.phase {
            case .waiting, .running: "CONDITION_RECONCILING"
            case .succeeded: "CONDITION_SUCCEEDED"
            case .failed, .cancelled: "CONDITION_FAILED"
            }
        json["conditions"] = [["type": "Completed", "state": .string(state)]]
        return json
    }
}

/// One task of an execution.
struct TaskRecord: Sendable, Codable {
    enum Phase: String, Sendable, Codable {
        case waiting, running, succeeded, failed, cancelled
    }

    let index: Int
    let uid: String
    var phase = Phase.waiting
    /// New attempts after the first one.
    var retried = 0
    var startTime: String?
    var completionTime: String?
    var exitCode: Int32?
    var termSignal: Int32?
    var statusCode: Int32?
    var message: String?
    /// Of the attempt that runs, or ran when the simulator was killed.
    var pid: Int32?

    init(index: Int, uid: String) {
        self.index = index
        self.uid = uid
    }

    var isOver: Bool { phase == .succeeded || phase == .failed || phase == .cancelled }
}
