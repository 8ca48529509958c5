/// One model in a bucket's catalog. A model can be deployed exactly when its status is `completed`.
package struct CatalogEntry: Sendable, Hashable, Codable {
    package var model: ModelIdentity
    package var status: Status
    package var size: ByteCount
    package var format: ModelFormat
    package var fileCount: Int
    /// RFC 3339, UTC.
    package var updatedAt: String
    package var license: String?
    package var task: String?
    /// The import that is (or was) writing it, when there is one.
    package var importID: String?
    /// Made by the earlier manager: other layout, no digests.
    package var isLegacy: Bool

    package init(
        model: ModelIdentity, status: Status, size: ByteCount, format: ModelFormat = .other, fileCount: Int = 0,
        updatedAt: String, license: String? = nil, task: String? = nil, importID: String? = nil, isLegacy: Bool = false
    ) {
        self.model = model
        self.status = status
        self.size = size
        self.format = format
        self.fileCount = fileCount
        self.updatedAt = updatedAt
        self.license = license
        self.task = task
        self.importID = importID
        self.isLegacy = isLegacy
    }

    /// The raw values are those of the earlier manager, so that each reads the other's catalog.
    package enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        case downloading, completed, failed
    }
}
