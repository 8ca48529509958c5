package import Domain

/// A model whose hub has moved on.
package struct ModelUpdateView: Sendable, Hashable, Codable {
    package var bucket: String
    package var source: String
    package var id: String
    /// The newest revision that the bucket has.
    package var pin: String
    /// What the hub has.
    package var newPin: String
    /// What to import.
    package var reference: String

    package init(_ update: ModelUpdate) {
        bucket = update.bucket
        source = update.model.source.rawValue
        id = update.model.id
        pin = update.model.pin
        newPin = update.pin
        reference = update.reference
    }
}

/// `GET /api/models/updates`.
package struct ModelUpdateList: Sendable, Hashable, Codable {
    package var updates: [ModelUpdateView]
    /// Models of which nobody can say that they are current, each with the reason.
    package var unchecked: [Unchecked]
    /// How many models are as their hub has them.
    package var current: Int
    /// Buckets that could not be read.
    package var problems: [ModelList.BucketProblem]

    package init(_ listing: ModelUpdateListing) {
        updates = listing.updates.map(ModelUpdateView.init)
        unchecked = listing.unchecked.map(Unchecked.init)
        current = listing.current
        problems = listing.problems.map {
            ModelList.BucketProblem(
                bucket: $0.bucket, problem: ProblemView($0.problem, status: $0.problem.code.status, requestID: nil))
        }
    }

    package struct Unchecked: Sendable, Hashable, Codable {
        package var bucket: String
        package var source: String
        package var id: String
        package var problem: ProblemView

        package init(_ unchecked: ModelUpdateListing.Unchecked) {
            bucket = unchecked.bucket
            source = unchecked.model.source.rawValue
            id = unchecked.model.id
            problem = ProblemView(unchecked.problem, status: unchecked.problem.code.status, requestID: nil)
        }
    }
}
