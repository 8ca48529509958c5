package import Domain

/// A model in a bucket.
package struct ModelView: Sendable, Hashable, Codable {
    /// `huggingface`, `ollama`, `dir` or `gs`.
    package var source: String
    package var id: String
    package var pin: String
    package var bucket: String
    /// `downloading`, `completed`, `failed`.
    package var status: String
    package var size: Int64
    package var format: String
    package var fileCount: Int
    package var updatedAt: String
    package var license: String?
    package var task: String?
    package var importId: String?
    package var deployable: Bool
    package var legacy: Bool
    /// `llm-manager models show` takes this.
    package var name: String
    /// What its bytes cost in a month; left out where no price is known, and in the answer about one model.
    package var monthlyStorage: MoneyView?

    package init(_ entry: CatalogEntry, bucket: String, monthlyStorage: Money? = nil) {
        source = entry.model.source.rawValue
        id = entry.model.id
        pin = entry.model.pin
        self.bucket = bucket
        status = entry.status.rawValue
        size = entry.size.bytes
        format = entry.format.rawValue
        fileCount = entry.fileCount
        updatedAt = entry.updatedAt
        license = entry.license
        task = entry.task
        importId = entry.importID
        deployable = entry.status == .completed
        legacy = entry.isLegacy
        name = entry.model.description
        self.monthlyStorage = monthlyStorage.map(MoneyView.init)
    }
}

/// `GET /api/models?bucket=`: `problems` has a line per bucket that could not be read (never an empty list instead).
package struct ModelList: Sendable, Hashable, Codable {
    package var models: [ModelView]
    package var problems: [BucketProblem]

    package init(models: [ModelView], problems: [BucketProblem]) {
        self.models = models
        self.problems = problems
    }

    package struct BucketProblem: Sendable, Hashable, Codable {
        package var bucket: String
        package var problem: ProblemView

        package init(bucket: String, problem: ProblemView) {
            self.bucket = bucket
            self.problem = problem
        }
    }
}

/// `GET /api/models/detail?bucket=&source=&id=&pin=`.
package struct ModelDetail: Sendable, Hashable, Codable {
    package var model: ModelView
    package var files: [FileView]
    package var facts: FactsView
    package var importedAt: String?
    package var importedBy: String?

    package init(model: ModelView, files: [FileView], facts: FactsView, importedAt: String?, importedBy: String?) {
        self.model = model
        self.files = files
        self.facts = facts
        self.importedAt = importedAt
        self.importedBy = importedBy
    }

    package struct FileView: Sendable, Hashable, Codable {
        package var path: String
        package var size: Int64
        package var sha256: String?
        package var crc32c: String
        /// `sha256:…`, `git-sha1:…` or `crc32c:…` as the source promised it.
        package var promised: String?
        /// Who took the SHA-256: `read` (the bytes passed through a manager), `copied` (taken over from the manifest
        /// of the bucket `copiedFrom`) or `named` (an Ollama blob's own name). A verification makes it `read`.
        package var proof: String
        package var copiedFrom: String?

        package init(_ file: ModelManifest.File) {
            path = file.path
            size = file.size
            sha256 = file.sha256
            crc32c = file.crc32c
            promised = file.promised?.description
            switch file.proof {
            case .read: proof = "read"
            case .named: proof = "named"
            case .copied(let place):
                proof = "copied"
                copiedFrom = place.bucket
            }
        }
    }
}

/// What the hub says about a model.
package struct FactsView: Sendable, Hashable, Codable {
    package var license: String?
    package var gated: String?
    package var task: String?
    package var library: String?
    package var tags: [String]
    package var downloads: Int64?
    package var parameters: Int64?
    package var architectures: [String]
    package var format: String
    package var contextLength: Int?

    package init(_ facts: ModelFacts) {
        license = facts.license
        gated = facts.gated
        task = facts.task
        library = facts.library
        tags = facts.tags
        downloads = facts.downloads
        parameters = facts.parameters
        architectures = facts.architectures
        format = facts.format.rawValue
        contextLength = facts.configuration?.maxPositions
    }
}

/// A managed bucket.
package struct BucketView: Sendable, Hashable, Codable {
    package var name: String
    package var location: String
    package var createdAt: String?
    /// What differs, at a cost, from the buckets that this manager makes.
    package var warnings: [String]

    package init(_ bucket: Bucket) {
        warnings = bucket.warnings
        name = bucket.name
        location = bucket.location
        createdAt = bucket.createdAt
    }
}

/// `GET /api/models/buckets`.
package struct BucketList: Sendable, Hashable, Codable {
    package var buckets: [BucketView]
    package init(buckets: [BucketView]) { self.buckets = buckets }
}

/// `POST /api/models/buckets`.
package struct CreateBucket: Sendable, Hashable, Codable {
    package var name: String
    package var location: String

    package init(name: String, location: String) {
        self.name = name
        self.location = location
    }
}
