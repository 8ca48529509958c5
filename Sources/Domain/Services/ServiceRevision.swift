/// One revision of a service: what was rolled out once, and how it went.
package struct ServiceRevision: Sendable, Hashable, Codable {
    /// The short name.
    package var name: String
    package var createdAt: String?
    package var state: State
    /// Why it failed.
    package var problem: Problem?
    /// Its share of the traffic now, in percent.
    package var percent: Int
    package var tags: [String]
    package var image: String?
    /// Every setting by the name that people use, to compare two revisions by. What may be a secret is masked.
    package var settings: [String: String]

    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        case starting, ready, failed
        /// It was ready once, and gets no traffic now.
        case retired
    }

    package init(
        name: String, createdAt: String?, state: State, problem: Problem? = nil, percent: Int, tags: [String] = [],
        image: String? = nil, settings: [String: String] = [:]
    ) {
        self.name = name
        self.createdAt = createdAt
        self.state = state
        self.problem = problem
        self.percent = percent
        self.tags = tags
        self.image = image
        self.settings = settings
    }
}
