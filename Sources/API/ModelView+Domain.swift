package import Domain

extension ModelList {
    package init(_ listing: ModelListing) {
        self.init(
            models: listing.models.map { ModelView($0.entry, bucket: $0.bucket, monthlyStorage: $0.monthlyStorage) },
            problems: listing.problems.map(BucketProblem.init)
        )
    }
}

extension ModelList.BucketProblem {
    init(_ found: ModelListing.BucketProblem) {
        self.init(bucket: found.bucket, problem: ProblemView(found.problem))
    }
}

extension ModelDetail {
    package init(_ model: ModelDescription) {
        self.init(
            model: ModelView(model.entry, bucket: model.bucket),
            files: model.manifest?.files.map(FileView.init) ?? [],
            facts: FactsView(model.manifest?.facts ?? ModelFacts(format: model.entry.format)),
            importedAt: model.manifest?.importedAt, importedBy: model.manifest?.importedBy
        )
    }
}

/// `DELETE /api/models/detail`.
package struct DeletedModel: Sendable, Hashable, Codable {
    package var freedBytes: Int64
    package init(freedBytes: Int64) { self.freedBytes = freedBytes }
}
