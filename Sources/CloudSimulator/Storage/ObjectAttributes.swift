/// What a client may say about an object.
struct ObjectAttributes: Sendable, Codable, Hashable {
    var contentType: String?
    var contentEncoding: String?
    var contentDisposition: String?
    var contentLanguage: String?
    var cacheControl: String?
    var storageClass: String?
    var customTime: String?
    var metadata: [String: String] = [:]

    init(contentType: String? = nil) {
        self.contentType = contentType
    }

    /// From the object resource of an insert, compose or rewrite.
    init(resource: JSONValue, contentType fallback: String? = nil) throws {
        contentType = resource["contentType"]?.string ?? fallback
        try merge(resource, replacing: true)
    }

    /// Applies a patch: members that are there change, `null` clears.
    mutating func merge(_ patch: JSONValue, replacing: Bool = false) throws {
        if let value = patch["contentType"] { contentType = value.string }
        if let value = patch["contentEncoding"] { contentEncoding = value.string }
        if let value = patch["contentDisposition"] { contentDisposition = value.string }
        if let value = patch["contentLanguage"] { contentLanguage = value.string }
        if let value = patch["cacheControl"] { cacheControl = value.string }
        if let value = patch["storageClass"] { storageClass = value.string }
        try setCustomTime(patch["customTime"])
        switch patch["metadata"] {
        case .some(.null): metadata = [:]
        case .some(.object(let members)):
            if replacing { metadata = [:] }
            for (key, value) in members { metadata[key] = value.string }
        default: break
        }
        let bytes = metadata.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        guard bytes <= 8192 else {
            throw GoogleError.invalidArgument("Your metadata headers exceed the maximum allowed size of 8192 bytes.")
        }
    }

    private mutating func setCustomTime(_ value: JSONValue?) throws {
        guard let value else { return }
        guard let text = value.string, let date = Timestamp.date(text) else {
            throw GoogleError.invalidArgument("Invalid value for customTime.", field: "customTime")
        }
        if let now = customTime.flatMap(Timestamp.date), date < now {
            throw GoogleError.invalidArgument("customTime cannot be set to an earlier time.", field: "customTime")
        }
        customTime = text
    }

    /// The shape of an object resource in a request (discovery document storage v1).
    static let shape: JSONShape = .object([
        "name": .string, "bucket": .string, "kind": .string, "id": .string, "selfLink": .string,
        "mediaLink": .string, "generation": .integer, "metageneration": .integer, "contentType": .string,
        "contentEncoding": .string, "contentDisposition": .string, "contentLanguage": .string,
        "cacheControl": .string, "metadata": .map(.string), "crc32c": .string, "md5Hash": .string,
        "storageClass": .string, "customTime": .string, "size": .integer, "etag": .string, "acl": .any,
        "owner": .any, "componentCount": .integer, "temporaryHold": .bool, "eventBasedHold": .bool,
        "kmsKeyName": .string, "retention": .any, "contexts": .any, "timeCreated": .string, "updated": .string,
        "timeDeleted": .string, "timeFinalized": .string, "timeStorageClassUpdated": .string,
    ])
}
