package import Domain

/// `GET /api/models/search`.
package struct SearchList: Sendable, Hashable, Codable {
    package var results: [Result]

    package init(_ summaries: [ModelSummary]) { results = summaries.map(Result.init) }

    package struct Result: Sendable, Hashable, Codable {
        /// What an import takes as its model.
        package var reference: String
        package var source: String
        package var id: String
        package var gated: String?
        package var task: String?
        package var library: String?
        package var downloads: Int64?
        package var likes: Int64?
        package var parameters: Int64?
        package var updatedAt: String?

        init(_ summary: ModelSummary) {
            reference = summary.reference.description
            source = summary.reference.source.rawValue
            id = summary.reference.id
            gated = summary.gated
            task = summary.task
            library = summary.library
            downloads = summary.downloads
            likes = summary.likes
            parameters = summary.parameters
            updatedAt = summary.updatedAt
        }
    }
}
