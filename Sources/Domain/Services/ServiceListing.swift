/// The services of a target, and which regions could not be looked at: a list that lacks something says so.
package struct ServiceListing: Sendable, Hashable {
    package var services: [Service]
    package var problems: [RegionProblem]

    package init(services: [Service], problems: [RegionProblem] = []) {
        self.services = services
        self.problems = problems
    }

    /// All services, for a decision that may not rest on a part of them.
    /// - Throws: the first problem, where a region could not be looked at.
    package func whole() throws(Problem) -> [Service] {
        if let missing = problems.first { throw missing.problem }
        return services
    }

    /// A region whose services (or some of them) are missing from the list.
    package struct RegionProblem: Sendable, Hashable, Codable {
        package var region: String
        package var problem: Problem

        package init(region: String, problem: Problem) {
            self.region = region
            self.problem = problem
        }
    }
}
