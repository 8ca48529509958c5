/// Cloud Storage: the JSON API, its uploads, and the multipart uploads of the XML API.
///
/// Preconditions are the caller's to name; a call that changes something is retried only when they make it safe.
package struct StorageClient: Sendable {
    package let api: GoogleAPIClient

    package init(_ api: GoogleAPIClient) {
        self.api = api
    }

    static func bucketPath(_ bucket: String) -> String {
        "/storage/v1/b/\(PercentEncoding.component(bucket))"
    }

    static func objectPath(_ bucket: String, _ object: String) -> String {
        "\(bucketPath(bucket))/o/\(PercentEncoding.component(object))"
    }

    static func uploadPath(_ bucket: String) -> String {
        "/upload\(bucketPath(bucket))/o"
    }
}

/// What an object must be for a call to go through (`ifGenerationMatch` and its kin); 0 means that there is none.
package struct StoragePreconditions: Sendable, Hashable {
    package var ifGenerationMatch: Int64?
    package var ifMetagenerationMatch: Int64?

    package init(ifGenerationMatch: Int64? = nil, ifMetagenerationMatch: Int64? = nil) {
        self.ifGenerationMatch = ifGenerationMatch
        self.ifMetagenerationMatch = ifMetagenerationMatch
    }

    package static let none = StoragePreconditions()
    /// The object must not exist.
    package static let absent = StoragePreconditions(ifGenerationMatch: 0)

    var isEmpty: Bool { self == .none }

    var query: [(String, String)] {
        var items: [(String, String)] = []
        if let ifGenerationMatch { items.append(("ifGenerationMatch", String(ifGenerationMatch))) }
        if let ifMetagenerationMatch { items.append(("ifMetagenerationMatch", String(ifMetagenerationMatch))) }
        return items
    }
}
