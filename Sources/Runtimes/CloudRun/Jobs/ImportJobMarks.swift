import Domain
import GoogleCloud
import Serving

/// The names by which jobs and secrets of imports are found again, and the words between the manager and its tasks.
package enum ImportJobMarks {
    /// Environment of a task: the run of tasks that it belongs to.
    package static let groupVariable = "LLM_MANAGER_IMPORT_GROUP"
    /// Environment of a task: the hub's token, from Secret Manager.
    package static let tokenVariable = "LLM_MANAGER_IMPORT_TOKEN"
    /// Environment of a task: the secret that the token came from, to be taken away at the end.
    package static let secretVariable = "LLM_MANAGER_IMPORT_SECRET"
    package static let verb = "import-task"

    static let purpose = "purpose"
    static let jobPurpose = "import"
    static let tokenPurpose = "import-token"
    static let importLabel = "import"
    static let bucketAnnotation = "llm-manager.dev/bucket"
    static let modelAnnotation = "llm-manager.dev/model"

    /// One job for each import, so that two of them never meet in one specification.
    static func jobID(_ importID: String) -> String { "llm-manager-import-\(importID)" }
    static func secretID(_ importID: String) -> String { "llm-manager-import-\(importID)" }

    static func jobName(project: String, region: String, importID: String) -> String {
        "projects/\(project)/locations/\(region)/jobs/\(jobID(importID))"
    }

    static func labels(_ importID: String, purpose: String) -> [String: String] {
        [CloudRunMarks.managedBy: CloudRunMarks.manager, Self.purpose: purpose, importLabel: importID]
    }

    static func annotations(_ plan: ImportPlan) -> [String: String] {
        [bucketAnnotation: plan.bucket, modelAnnotation: plan.model.identity.description]
    }
}
