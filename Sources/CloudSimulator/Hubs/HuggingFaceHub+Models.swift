import Foundation
import Hummingbird

extension HuggingFaceHub {
    /// What `expand` may name.
    private static let properties: Set<String> = [
        "author", "baseModels", "cardData", "childrenModelCount", "config", "createdAt", "disabled", "downloads",
        "downloadsAllTime", "gated", "gguf", "inference", "inferenceProviderMapping", "lastModified", "library_name",
        "likes", "mask_token", "model-index", "pipeline_tag", "private", "resourceGroup", "safetensors", "sha",
        "siblings", "spaces", "tags", "transformersInfo", "trendingScore", "usedStorage", "widgetData", "xetEnabled",
    ]

    func info(_ repository: HubRepository, query: QueryParameters) throws -> Response {
        let expand = try expansion(query)
        let blobs = try flag("blobs", query)
        guard expand.isEmpty || !blobs else {
            throw HuggingFaceError.badRequest("\"expand\" is not allowed together with \"blobs\"")
        }
        let facts = facts(about: repository, blobs: blobs)
        guard !expand.isEmpty else { return .json(facts) }
        return .json(facts.keeping(["_id", "id"] + expand))
    }

    func search(_ request: Request, access: HuggingFaceAccess) async throws -> Response {
        let query = QueryParameters(request)
        let expand = try expansion(query)
        let filter = try ModelFilter(query)
        var found: [HubRepository] = []
        for id in catalog.ids() where filter.couldMatch(id: id) {
            guard let repository = try await catalog.repository(id) else { continue }
            if access.canSee(repository.description), filter.matches(repository) { found.append(repository) }
        }
        found.sort(by: filter.order)
        let page = found.dropFirst(filter.offset).prefix(filter.limit)
        var headers = HTTPFields()
        if filter.offset + page.count < found.count {
            headers[named: "Link"] = nextLink(request, query: query, cursor: filter.offset + page.count)
        }
        let kept = try shownInList(query: query, expand: expand)
        let models = page.map { facts(about: $0, blobs: false).keeping(kept) }
        return .json(.array(models), headers: headers)
    }

    private func shownInList(query: QueryParameters, expand: [String]) throws -> [String] {
        guard expand.isEmpty else { return ["_id", "id"] + expand }
        var kept = [
            "_id", "id", "modelId", "likes", "trendingScore", "private", "downloads", "tags", "pipeline_tag",
            "library_name", "createdAt",
        ]
        if try flag("full", query) { kept += ["author", "gated", "lastModified", "sha", "siblings"] }
        if try flag("config", query) { kept.append("config") }
        if try flag("cardData", query) { kept.append("cardData") }
        return kept
    }

    private func expansion(_ query: QueryParameters) throws -> [String] {
        let names = query.all("expand") + query.all("expand[]")
        for name in names where !Self.properties.contains(name) {
            throw HuggingFaceError.badRequest("Invalid option: expected one of the model's properties, not \"\(name)\"")
        }
        return names
    }

    func flag(_ name: String, _ query: QueryParameters) throws -> Bool {
        switch query[name]?.lowercased() {
        case nil, "false", "0": return false
        case "true", "1", "": return true
        default: throw HuggingFaceError.badRequest("\"\(name)\" must be a boolean")
        }
    }

    /// The same request with another cursor, as the `Link` header of a page gives it.
    func nextLink(_ request: Request, query: QueryParameters, cursor: Int) -> String {
        let kept = query.items.filter { $0.name != "cursor" } + [("cursor", "page-\(cursor)")]
        let text = kept.map { PercentCoding.encode($0.name) + "=" + PercentCoding.encode($0.value) }
        let authority = request.head.authority ?? "127.0.0.1"
        return "<http://\(authority)\(request.uri.path)?\(text.joined(separator: "&"))>; rel=\"next\""
    }

    /// Where a page begins.
    static func offset(_ query: QueryParameters) throws -> Int {
        guard let cursor = query["cursor"] else { return 0 }
        guard cursor.hasPrefix("page-"), let offset = Int(cursor.dropFirst(5)), offset >= 0 else {
            throw HuggingFaceError.badRequest("Invalid cursor")
        }
        return offset
    }

    private func facts(about repository: HubRepository, blobs: Bool) -> JSONValue {
        let description = repository.description
        let time = JSONValue.string(Self.time(repository.lastModified))
        var card: [String: JSONValue] = [:]
        card["license"] = description.license.map(JSONValue.string)
        card["library_name"] = description.libraryName.map(JSONValue.string)
        card["pipeline_tag"] = description.pipelineTag.map(JSONValue.string)
        var facts: [String: JSONValue] = [
            "_id": .string(String(repository.commit.prefix(24))),
            "id": .string(repository.id),
            "modelId": .string(repository.id),
            "author": .string(repository.author),
            "sha": .string(repository.commit),
            "lastModified": time,
            "createdAt": time,
            "private": .bool(description.isPrivate),
            "disabled": .bool(description.isDisabled),
            "gated": description.gated == .open ? false : .string(description.gated.rawValue),
            "downloads": .integer(description.downloads),
            "likes": .integer(description.likes),
            "trendingScore": .integer(description.likes / 10),
            "tags": .array(description.tags.map(JSONValue.string)),
            "cardData": .object(card),
            "spaces": [],
            "usedStorage": .integer(repository.files.reduce(0) { $0 + $1.size }),
            "siblings": .array(repository.files.map { sibling($0, blobs: blobs) }),
        ]
        facts["library_name"] = description.libraryName.map(JSONValue.string)
        facts["pipeline_tag"] = description.pipelineTag.map(JSONValue.string)
        facts["config"] = description.config
        facts["safetensors"] = description.safetensors
        facts["gguf"] = description.gguf
        return .object(facts)
    }

    private func sibling(_ file: HubFile, blobs: Bool) -> JSONValue {
        var sibling: JSONValue = ["rfilename": .string(file.path)]
        guard blobs else { return sibling }
        sibling["size"] = .integer(file.size)
        sibling["blobId"] = .string(file.oid)
        if let pointerSize = file.pointerSize {
            sibling["lfs"] = [
                "sha256": .string(file.digest.sha256), "size": .integer(file.size),
                "pointerSize": .integer(Int64(pointerSize)),
            ]
        }
        return sibling
    }

    static func time(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}

extension JSONValue {
    /// The object with these members only.
    func keeping(_ names: [String]) -> JSONValue {
        let kept = Set(names)
        return .object((object ?? [:]).filter { kept.contains($0.key) })
    }
}
