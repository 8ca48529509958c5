import HTTPTypes
import Hummingbird

extension StorageAPI {
    /// Objects of a bucket, by name.
    func list(_ call: StorageCall, bucket: String) throws -> Response {
        try call.allow([
            "prefix", "delimiter", "pageToken", "maxResults", "startOffset", "endOffset", "matchGlob", "versions",
            "softDeleted", "projection", "includeFoldersAsPrefixes", "includeTrailingDelimiter", "filter",
        ])
        try authorize("storage.objects.list", bucket, call)
        let listing = ObjectListing(
            prefix: call.query["prefix"] ?? "",
            delimiter: call.query["delimiter"] ?? "",
            startOffset: call.query["startOffset"],
            endOffset: call.query["endOffset"],
            glob: try call.query["matchGlob"].map(ObjectGlob.init),
            includesTrailingDelimiter: try call.query.bool("includeTrailingDelimiter") ?? false,
            limit: Int(min(1000, max(1, try call.query.integer("maxResults") ?? 1000))),
            after: try call.query["pageToken"].flatMap { $0.isEmpty ? nil : $0 }.map { token in
                guard let name = Base64Text.decode(token) else {
                    throw GoogleError.invalidArgument("Invalid page token.", field: "pageToken")
                }
                return name
            }
        )
        let page = listing.page(of: try store.objects(of: bucket))
        var answer: JSONValue = ["kind": "storage#objects"]
        if !page.items.isEmpty { answer["items"] = .array(page.items.map { resource($0, call) }) }
        if !page.prefixes.isEmpty { answer["prefixes"] = .array(page.prefixes.map { .string($0) }) }
        if let next = page.next { answer["nextPageToken"] = .string(Base64Text.encode(next)) }
        return try call.json(answer)
    }
}
