/// A model of a bucket whose hub has moved on.
package struct ModelUpdate: Sendable, Hashable, Codable {
    package var bucket: String
    /// The newest revision that the bucket has.
    package var model: ModelIdentity
    /// What the hub's name means now.
    package var pin: String
    /// What to import to get it.
    package var reference: String

    package init(bucket: String, model: ModelIdentity, pin: String, reference: String) {
        self.bucket = bucket
        self.model = model
        self.pin = pin
        self.reference = reference
    }
}

/// What was learnt of a target's models: which have moved on at their hub, and which could not be asked about.
package struct ModelUpdateListing: Sendable, Hashable {
    /// A model that nobody can say is current.
    package struct Unchecked: Sendable, Hashable, Codable {
        package var bucket: String
        package var model: ModelIdentity
        package var problem: Problem

        package init(bucket: String, model: ModelIdentity, problem: Problem) {
            self.bucket = bucket
            self.model = model
            self.problem = problem
        }
    }

    package var updates: [ModelUpdate]
    package var unchecked: [Unchecked]
    /// Models that are as their hub has them.
    package var current: Int
    package var problems: [ModelListing.BucketProblem]

    package init(
        updates: [ModelUpdate] = [], unchecked: [Unchecked] = [], current: Int = 0,
        problems: [ModelListing.BucketProblem] = []
    ) {
        self.updates = updates
        self.unchecked = unchecked
        self.current = current
        self.problems = problems
    }
}
