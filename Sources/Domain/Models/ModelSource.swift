/// Where a model comes from: a hub, a directory, another bucket.
///
/// Errors are `Problem`s: `model-not-found`, `revision-not-found`, `model-gated` (terms not accepted),
/// `needs-token`, `token-rejected`, `rate-limited`, `source-unavailable`, `unsupported-model`.
/// Cancelling the task cancels the request.
package protocol ModelSource: Sendable {
    var kind: SourceKind { get }
    var capabilities: ModelSourceCapabilities { get }

    /// Pins what the reference means now, lists every file and chooses those that an engine needs.
    func resolve(_ reference: ModelReference, token: Secret?) async throws -> SourceModel

    /// Opens a file of a pinned model from a byte on.
    ///
    /// The stream's ``SourceStream/offset`` says where it really begins: 0 when the server ignores ranges.
    /// - Parameter range: half-open; nil means the whole file.
    func open(_ file: SourceFile, of model: SourceModel, range: Range<Int64>?, token: Secret?) async throws
        -> SourceStream

    /// Finds models by words; empty when nothing matches.
    func search(_ query: String, limit: Int, token: Secret?) async throws -> [ModelSummary]
}

package struct ModelSourceCapabilities: Sendable, Hashable, Codable {
    package var searches: Bool
    package var takesToken: Bool
    package var servesRanges: Bool

    package init(searches: Bool, takesToken: Bool, servesRanges: Bool) {
        self.searches = searches
        self.takesToken = takesToken
        self.servesRanges = servesRanges
    }
}

/// An open file of a hub.
package struct SourceStream: Sendable {
    /// The byte at which `body` begins.
    package var offset: Int64
    /// The file's whole size, as this answer says it; nil when it does not.
    package var totalSize: Int64?
    package var body: ByteStream
    /// How often the hub said that there are too many requests before it gave this answer.
    package var refusals: Int

    package init(offset: Int64, totalSize: Int64?, body: ByteStream, refusals: Int = 0) {
        self.offset = offset
        self.totalSize = totalSize
        self.body = body
        self.refusals = refusals
    }
}

/// A line of a hub's search result.
package struct ModelSummary: Sendable, Hashable, Codable {
    package var reference: ModelReference
    package var gated: String?
    package var task: String?
    package var library: String?
    package var downloads: Int64?
    package var likes: Int64?
    package var parameters: Int64?
    package var updatedAt: String?

    package init(
        reference: ModelReference, gated: String? = nil, task: String? = nil, library: String? = nil,
        downloads: Int64? = nil, likes: Int64? = nil, parameters: Int64? = nil, updatedAt: String? = nil
    ) {
        self.reference = reference
        self.gated = gated
        self.task = task
        self.library = library
        self.downloads = downloads
        self.likes = likes
        self.parameters = parameters
        self.updatedAt = updatedAt
    }
}
