/// How an import is to be run, as its starter asks for it.
package struct ImportWay: Sendable, Hashable {
    package enum Executor: String, Sendable, Hashable, CaseIterable {
        /// In the manager's process; as a job when the manager runs on Cloud Run and the import would outlive a request.
        case auto
        case process, job
    }

    /// Tasks that may be asked for.
    package static let taskCounts = 1...100

    package var executor: Executor
    /// How many tasks share the files of a job; nil: as many as pay.
    package var tasks: Int?
    /// The hub's token lives in Secret Manager until the import ends, so that any instance can resume it.
    package var keepsToken: Bool

    package init(executor: Executor = .auto, tasks: Int? = nil, keepsToken: Bool = false) {
        self.executor = executor
        self.tasks = tasks
        self.keepsToken = keepsToken
    }
}

/// Where an import could run, and where it would by itself.
package struct ImportPlaces: Sendable, Hashable {
    package var available: [ExecutorKind]
    package var chosen: ExecutorKind
    /// Tasks that share its files, when it is a job.
    package var tasks: Int

    package init(available: [ExecutorKind] = [.process], chosen: ExecutorKind = .process, tasks: Int = 1) {
        self.available = available
        self.chosen = chosen
        self.tasks = tasks
    }
}
