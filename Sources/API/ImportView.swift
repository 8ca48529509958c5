package import Domain

/// `POST /api/models/import/preflight` and `…/start`. The token is write-only: no answer and no log ever holds it.
package struct ImportRequest: Sendable, Codable {
    package var bucket: String
    /// `hf:ORG/NAME[@REVISION]`, `ollama:NAME[:TAG]`, `gs://BUCKET/PREFIX[#NAME]` or, to a manager on this machine,
    /// `dir:PATH[#NAME]`; under `…/import/ollama/…` the prefix may be left out.
    package var model: String
    package var token: String?
    /// True: every byte is read by the manager, also where the storage could copy by itself.
    package var read: Bool?
    /// Where it runs: `auto` (the default), `process` or `job`.
    package var executor: String?
    /// Tasks of a job that share the files; as many as pay when left out.
    package var tasks: Int?
    /// The token lives in Secret Manager until the import ends, so that any instance can resume it.
    package var keepToken: Bool?

    package init(
        bucket: String, model: String, token: String? = nil, read: Bool? = nil, executor: String? = nil,
        tasks: Int? = nil, keepToken: Bool? = nil
    ) {
        self.bucket = bucket
        self.model = model
        self.token = token
        self.read = read
        self.executor = executor
        self.tasks = tasks
        self.keepToken = keepToken
    }

    /// - Throws: `invalid-request` for an executor that there is not.
    package func way() throws(Problem) -> ImportWay {
        guard let name = executor else { return ImportWay(tasks: tasks, keepsToken: keepToken ?? false) }
        guard let executor = ImportWay.Executor(rawValue: name) else {
            throw Problem(
                .invalidRequest, "No such executor", detail: "‘\(name.prefix(50))’ is none",
                fix: "Use auto, process or job."
            )
        }
        return ImportWay(executor: executor, tasks: tasks, keepsToken: keepToken ?? false)
    }
}

/// `POST /api/models/imports/{id}/resume`.
package struct ResumeRequest: Sendable, Codable {
    package var token: String?
    package init(token: String? = nil) { self.token = token }
}

/// What an import would do.
package struct PreflightView: Sendable, Hashable, Codable {
    package var importId: String
    package var bucket: String
    package var source: String
    package var id: String
    package var pin: String
    package var alreadyComplete: Bool
    package var totalBytes: Int64
    package var fetchBytes: Int64
    /// Bytes that the store copies by itself: none of them passes through the manager.
    package var copyBytes: Int64
    package var copyFiles: Int
    /// For copies between locations.
    package var copyCost: MoneyView?
    package var monthlyStorage: MoneyView?
    package var warnings: [String]
    /// Where it could run: `process`, and `job` where there are jobs.
    package var executors: [String]
    /// Where it would run when nothing is said.
    package var executor: String
    /// Tasks that would share its files.
    package var tasks: Int
    package var files: [File]
    package var facts: FactsView
    /// Whether it would fit, by accelerator; empty where there is none to choose.
    package var fits: [AcceleratorFitView]

    package init(_ plan: ImportPlan, places: ImportPlaces = ImportPlaces(), fits: [AcceleratorFit] = []) {
        self.fits = fits.map(AcceleratorFitView.init)
        executors = places.available.map(\.rawValue)
        executor = places.chosen.rawValue
        tasks = places.tasks
        importId = plan.importID
        bucket = plan.bucket
        source = plan.model.reference.source.rawValue
        id = plan.model.reference.id
        pin = plan.model.pin
        alreadyComplete = plan.isComplete
        totalBytes = plan.bytesTotal.bytes
        fetchBytes = plan.bytesToFetch.bytes
        copyBytes = plan.bytesToCopy.bytes
        copyFiles = plan.copies.count
        copyCost = plan.copyCost.map(MoneyView.init)
        monthlyStorage = plan.monthlyStorage.map(MoneyView.init)
        warnings = plan.warnings
        let held = Set(plan.held)
        let copies = Dictionary(plan.copies.map { ($0.path, $0.from) }, uniquingKeysWith: { first, _ in first })
        files = plan.model.files.map { File($0, isHeld: held.contains($0.path), copiedFrom: copies[$0.path]) }
        facts = FactsView(plan.model.facts)
    }

    package struct File: Sendable, Hashable, Codable {
        package var path: String
        package var size: Int64?
        package var digest: String?
        package var chosen: Bool
        package var reason: String
        /// The bucket holds these bytes already.
        package var held: Bool
        /// `BUCKET/OBJECT` that has these bytes and is copied from; nil when the file is fetched or held.
        package var copiedFrom: String?

        init(_ file: SourceFile, isHeld: Bool, copiedFrom place: ObjectPlace?) {
            path = file.path
            size = file.size
            digest = file.digest?.description
            chosen = file.choice.isChosen
            reason = file.choice.reason
            held = isHeld
            copiedFrom = place.map { "\($0.bucket)/\($0.key)" }
        }
    }
}

package struct MoneyView: Sendable, Hashable, Codable {
    package var currency: String
    package var amount: Double
    package var text: String

    package init(_ money: Money) {
        currency = money.currency
        amount = money.amount
        text = money.text
    }
}

/// An import at one moment: an SSE event's data, a list's row.
package struct ImportView: Sendable, Hashable, Codable {
    package var id: String
    package var bucket: String
    package var source: String
    package var modelId: String
    package var pin: String
    /// `planned`, `transferring`, `publishing`, `completed`, `interrupted`, `failed`, `cancelled`.
    package var state: String
    /// For `interrupted`: `stopped`, `shut-down`, `died` or `needs-token`.
    package var reason: String?
    package var problem: ProblemView?
    package var canResume: Bool
    package var version: Int64
    package var totalBytes: Int64
    package var doneBytes: Int64
    package var fetchedBytes: Int64
    package var bytesPerSecond: Double
    package var secondsLeft: Double?
    package var fileCount: Int
    package var verifiedFiles: Int
    package var activeFiles: Int
    package var failedFiles: Int
    package var startedAt: String
    package var updatedAt: String
    package var startedBy: String
    /// Another manager runs it; this one follows.
    package var elsewhere: Bool
    /// Tasks of a Cloud Run job that share its files; left out when a manager's own process runs it.
    package var tasks: Int?
    /// Those that run or failed, the latest verified, then the first ones; `…/files` lists all of them.
    package var files: [File]
    /// How many files are not in `files`.
    package var filesLeftOut: Int

    package init(_ snapshot: ImportSnapshot) {
        id = snapshot.id
        bucket = snapshot.bucket
        source = snapshot.model.source.rawValue
        modelId = snapshot.model.id
        pin = snapshot.model.pin
        state = snapshot.state.name
        if case .interrupted(let why) = snapshot.state { reason = why.rawValue }
        if case .failed(let failure) = snapshot.state {
            problem = ProblemView(failure, status: failure.code.status, requestID: nil)
        }
        canResume = snapshot.state.canResume
        version = snapshot.version
        totalBytes = snapshot.totalBytes
        doneBytes = snapshot.doneBytes
        fetchedBytes = snapshot.fetchedBytes
        bytesPerSecond = snapshot.bytesPerSecond
        secondsLeft = snapshot.secondsLeft
        fileCount = snapshot.tally.total
        verifiedFiles = snapshot.verifiedFiles
        activeFiles = snapshot.tally.active
        failedFiles = snapshot.tally.failed
        startedAt = snapshot.startedAt
        updatedAt = snapshot.updatedAt
        startedBy = snapshot.startedBy
        elsewhere = snapshot.isElsewhere
        tasks = snapshot.tasks
        files = snapshot.files.map(File.init)
        filesLeftOut = snapshot.filesLeftOut
    }

    package struct File: Sendable, Hashable, Codable {
        package var path: String
        package var size: Int64?
        package var done: Int64
        /// `waiting`, `transferring`, `verifying`, `verified`, `skipped`, `failed`.
        package var state: String

        init(_ file: FileProgress) {
            path = file.path
            size = file.size
            done = file.done
            state = file.state.rawValue
        }
    }
}

/// `GET /api/models/imports`: `problems` has a line per bucket that could not be read.
package struct ImportList: Sendable, Hashable, Codable {
    package var imports: [ImportView]
    package var problems: [ModelList.BucketProblem]

    package init(_ listing: ImportListing) {
        imports = listing.imports.map(ImportView.init)
        problems = listing.problems.map(ModelList.BucketProblem.init)
    }
}

/// `GET /api/models/imports/{id}/files`: all files, in the model's order.
package struct ImportFileList: Sendable, Hashable, Codable {
    package var files: [ImportView.File]
    /// Files of the import in all.
    package var total: Int
    /// Give it as `pageToken` for what follows; null at the end.
    package var nextPageToken: String?

    package init(_ page: ImportFilePage) {
        files = page.files.map(ImportView.File.init)
        total = page.total
        nextPageToken = page.next.map(String.init)
    }
}
