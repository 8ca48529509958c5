package import Domain

/// `POST /api/models/import/preflight` and `…/start`. The token is write-only: no answer and no log ever holds it.
package struct ImportRequest: Sendable, Codable {
    package var bucket: String
    /// `hf:ORG/NAME[@REVISION]`, `ollama:NAME[:TAG]`, `gs://BUCKET/PREFIX[#NAME]` or, to a manager on this machine,
    /// `dir:PATH[#NAME]`; under `…/import/ollama/…` the prefix may be left out.
    package var model: String
    package var token: String?

    package init(bucket: String, model: String, token: String? = nil) {
        self.bucket = bucket
        self.model = model
        self.token = token
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
    package var files: [File]
    package var facts: FactsView

    package init(_ plan: ImportPlan) {
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
    /// For `interrupted`: `stopped` or `needs-token`.
    package var reason: String?
    package var problem: ProblemView?
    package var canResume: Bool
    package var version: Int64
    package var totalBytes: Int64
    package var doneBytes: Int64
    package var fetchedBytes: Int64
    package var bytesPerSecond: Double
    package var secondsLeft: Double?
    package var verifiedFiles: Int
    package var startedAt: String
    package var updatedAt: String
    package var startedBy: String
    package var files: [File]

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
        verifiedFiles = snapshot.verifiedFiles
        startedAt = snapshot.startedAt
        updatedAt = snapshot.updatedAt
        startedBy = snapshot.startedBy
        files = snapshot.files.map(File.init)
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
