/// A Cloud Run job (`run.v2.Job`), the fields that we write. What only Google writes is in `RunJob.Status`.
package struct RunJob: Sendable, Hashable, Codable {
    /// `run.v2.ExecutionTemplate`.
    package struct ExecutionTemplate: Sendable, Hashable, Codable {
        package var labels: [String: String]?
        package var annotations: [String: String]?
        /// Tasks that run at a time; 0 or unset: as many as there may be.
        package var parallelism: Int?
        package var taskCount: Int?
        package var template: TaskTemplate?

        package init(taskCount: Int? = nil, parallelism: Int? = nil, template: TaskTemplate? = nil) {
            self.taskCount = taskCount
            self.parallelism = parallelism
            self.template = template
        }
    }

    /// `run.v2.TaskTemplate`.
    package struct TaskTemplate: Sendable, Hashable, Codable {
        package var containers: [RunContainer]?
        /// New attempts of a task that failed; unset means 3, so 0 must be said.
        package var maxRetries: Int?
        /// Of one attempt, such as `86400s`; unset means ten minutes.
        package var timeout: String?
        package var serviceAccount: String?
        package var executionEnvironment: String?
        package var vpcAccess: RevisionTemplate.VPCAccess?

        package init(
            containers: [RunContainer]? = nil, maxRetries: Int? = nil, timeout: String? = nil,
            serviceAccount: String? = nil
        ) {
            self.containers = containers
            self.maxRetries = maxRetries
            self.timeout = timeout
            self.serviceAccount = serviceAccount
        }
    }

    package var labels: [String: String]?
    package var annotations: [String: String]?
    package var client: String?
    package var clientVersion: String?
    package var launchStage: String?
    package var template: ExecutionTemplate?
    /// In an update: what was read must still be so, else `aborted`.
    package var etag: String?

    package init(
        labels: [String: String]? = nil, annotations: [String: String]? = nil, template: ExecutionTemplate? = nil
    ) {
        self.labels = labels
        self.annotations = annotations
        self.template = template
    }

    /// What only Google writes.
    package struct Status: Sendable, Hashable, Decodable {
        /// `projects/P/locations/R/jobs/J`.
        package var name: String
        package var createTime: String?
        package var executionCount: Int?
        package var latestCreatedExecution: ExecutionReference?
        package var terminalCondition: RunCondition?
        package var reconciling: Bool?
    }

    package struct ExecutionReference: Sendable, Hashable, Decodable {
        package var name: String?
        package var completionTime: String?
        package var completionStatus: String?
    }
}

/// A job as an answer carries it: what was asked for, and how it is.
package struct DeployedJob: Sendable, Hashable, Decodable {
    package var job: RunJob
    package var status: RunJob.Status

    package init(from decoder: any Decoder) throws {
        job = try RunJob(from: decoder)
        status = try RunJob.Status(from: decoder)
    }

    /// The last part of the name.
    package var id: String { status.name.split(separator: "/").last.map(String.init) ?? status.name }
}
