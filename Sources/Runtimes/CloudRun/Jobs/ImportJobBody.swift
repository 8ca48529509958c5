import Domain
import GoogleCloud
import Importing

/// The job of one import as it is sent to Cloud Run. The token is a reference to its secret, never a value.
struct ImportJobBody {
    var record: ImportRecord
    var group: String
    var place: ImportJobPlace
    var settings: ImportJobSettings
    /// Secret and version that hold the hub's token.
    var token: (secret: String, version: String)?

    var job: RunJob {
        let plan = record.plan
        var template = RunJob.TaskTemplate(
            containers: [container], maxRetries: settings.maxRetries, timeout: "\(settings.timeout)s",
            serviceAccount: place.serviceAccount
        )
        template.executionEnvironment = "EXECUTION_ENVIRONMENT_GEN2"
        template.vpcAccess = place.vpcAccess
        var execution = RunJob.ExecutionTemplate(
            taskCount: record.tasks, parallelism: record.tasks, template: template
        )
        execution.labels = ImportJobMarks.labels(plan.importID, purpose: ImportJobMarks.jobPurpose)
        var job = RunJob(
            labels: ImportJobMarks.labels(plan.importID, purpose: ImportJobMarks.jobPurpose),
            annotations: ImportJobMarks.annotations(plan), template: execution
        )
        job.client = CloudRunMarks.manager
        return job
    }

    private var container: RunContainer {
        let plan = record.plan
        var environment = settings.environment.sorted { $0.key < $1.key }
            .map { RunContainer.EnvVar(name: $0.key, value: $0.value) }
        environment.append(RunContainer.EnvVar(name: ImportJobMarks.groupVariable, value: group))
        if let token {
            let reference = RunContainer.EnvVar.Source(
                secretKeyRef: .init(secret: token.secret, version: token.version)
            )
            environment.append(RunContainer.EnvVar(name: ImportJobMarks.tokenVariable, valueSource: reference))
            environment.append(RunContainer.EnvVar(name: ImportJobMarks.secretVariable, value: token.secret))
        }
        var container = RunContainer(
            image: place.image, command: place.command,
            args: [
                ImportJobMarks.verb, "--project", place.project, "--bucket", plan.bucket, "--import", plan.importID,
                "--window", String(settings.byteBudget),
            ],
            env: environment
        )
        container.resources = RunContainer.Resources(
            // Two processors carry up to 8 GiB; a larger budget needs more of them.
            limits: ["cpu": settings.memoryGiB <= 8 ? "2" : "4", "memory": "\(settings.memoryGiB)Gi"]
        )
        return container
    }
}
