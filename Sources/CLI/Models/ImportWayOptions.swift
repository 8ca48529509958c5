import ArgumentParser
import Domain

/// Where an import runs.
struct ImportWayOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Where it runs: process (here), job (a Cloud Run job, which goes on without you), or auto.",
            valueName: "executor"
        )
    )
    var executor = "auto"

    @Option(
        help: ArgumentHelp("Tasks of the job that share the files; as many as pay by default.", valueName: "number"))
    var tasks: Int?

    @Flag(
        help: "Keep the hub's token in Secret Manager until the import ends, so that any instance can resume it."
    )
    var keepToken = false

    func validate() throws {
        guard ImportWay.Executor(rawValue: executor) != nil else {
            throw ValidationError("--executor is one of auto, process, job, not ‘\(executor)’.")
        }
        if let tasks, !ImportWay.taskCounts.contains(tasks) {
            throw ValidationError("--tasks is 1 to \(ImportWay.taskCounts.upperBound), not \(tasks).")
        }
    }

    var way: ImportWay {
        ImportWay(executor: ImportWay.Executor(rawValue: executor) ?? .auto, tasks: tasks, keepsToken: keepToken)
    }
}
