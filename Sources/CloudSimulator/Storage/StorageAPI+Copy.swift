import HTTPTypes
import Hummingbird

extension StorageAPI {
    private static let copyNames: Set<String> = ObjectPreconditions.names.union([
        "ifSourceGenerationMatch", "ifSourceGenerationNotMatch", "ifSourceMetagenerationMatch",
        "ifSourceMetagenerationNotMatch", "sourceGeneration", "destinationPredefinedAcl", "destinationKmsKeyName",
        "projection", "rewriteToken", "maxBytesRewrittenPerCall", "dropContextGroups",
    ])

    /// `rewriteTo` and `copyTo`: path is `b/B/o/O/rewriteTo/b/B2/o/O2`.
    func copy(_ call: StorageCall, _ path: [String]) async throws -> Response {
        guard path[4] == "rewriteTo" || path[4] == "copyTo" else { throw HTTPError(.notFound) }
        try call.allow(Self.copyNames)
        let body = try await call.request.json(ObjectAttributes.shape)
        let (bucket, name) = (path[6], path[8])
        try StorageNames.checkObject(name)
        try authorize("storage.objects.get", path[1], call)
        try authorize("storage.objects.create", bucket, call)
        try refuseACL(call, bucket)
        let from = (
            bucket: path[1], name: path[3], preconditions: try ObjectPreconditions(call.query, prefix: "ifSource")
        )
        var target = try ObjectPreconditions(call.query)
        target.generation = nil
        let source = try store.object(from.bucket, from.name, generation: from.preconditions.generation)
        if path[4] == "rewriteTo" {
            let crossing = try store.bucket(path[1]).location != store.bucket(bucket).location
            let progress = try RewriteProgress(call.query, source: source, crossesLocations: crossing)
            if !progress.isDone { return try call.json(progress.json) }
            let object = try finish(call, from, (bucket, name, target), body)
            return try call.json(progress.json(of: resource(object, call)))
        }
        return try call.json(resource(try finish(call, from, (bucket, name, target), body), call))
    }

    private func finish(
        _ call: StorageCall,
        _ from: (bucket: String, name: String, preconditions: ObjectPreconditions),
        _ to: (bucket: String, name: String, preconditions: ObjectPreconditions),
        _ body: JSONValue
    ) throws -> ObjectRecord {
        try store.copy(from, to: to) { attributes in
            guard let members = body.object, !members.isEmpty else { return }
            // A resource in the request replaces the metadata as a whole.
            attributes = try ObjectAttributes(resource: body, contentType: attributes.contentType)
        }
    }

    /// `b/B/o/SRC/moveTo/o/DST`: an atomic rename.
    func move(_ call: StorageCall, _ path: [String]) async throws -> Response {
        try call.allow(Self.copyNames)
        try StorageNames.checkObject(path[6])
        try authorize("storage.objects.move", path[1], call)
        var target = try ObjectPreconditions(call.query)
        target.generation = nil
        let object = try store.copy(
            (path[1], path[3], try ObjectPreconditions(call.query, prefix: "ifSource")),
            to: (path[1], path[6], target),
            moving: true
        ) { _ in }
        return try call.json(resource(object, call))
    }
}

/// How far a rewrite is. The token carries it, so that nothing needs to be kept.
struct RewriteProgress: Sendable, Hashable {
    let size: Int64
    let done: Int64
    let generation: Int64

    var isDone: Bool { done >= size }

    /// Within one location a rewrite ends at once, unless the caller limits a call; between locations a call moves
    /// at most 1 GiB.
    init(_ query: QueryParameters, source: ObjectRecord, crossesLocations: Bool) throws {
        size = source.size
        generation = source.generation
        var before: Int64 = 0
        if let token = query["rewriteToken"], !token.isEmpty {
            let parts = (Base64Text.decode(token) ?? "").split(separator: ":")
            guard parts.count == 2, let offset = Int64(parts[0]), Int64(parts[1]) == source.generation else {
                throw GoogleError.invalidArgument(
                    "The rewrite token is invalid for this object.", field: "rewriteToken")
            }
            before = offset
        }
        let limit = try query.integer("maxBytesRewrittenPerCall")
        if let limit, limit < 1 << 20 || limit % (1 << 20) != 0 {
            throw GoogleError.invalidArgument("maxBytesRewrittenPerCall must be a multiple of 1 MiB.")
        }
        let step = limit ?? (crossesLocations ? 1 << 30 : Int64.max)
        done = size - before <= step ? size : before + step
    }

    var json: JSONValue {
        [
            "kind": "storage#rewriteResponse", "done": false, "objectSize": .string("\(size)"),
            "totalBytesRewritten": .string("\(done)"),
            "rewriteToken": .string(Base64Text.encode("\(done):\(generation)")),
        ]
    }

    func json(of resource: JSONValue) -> JSONValue {
        [
            "kind": "storage#rewriteResponse", "done": true, "objectSize": .string("\(size)"),
            "totalBytesRewritten": .string("\(size)"), "resource": resource,
        ]
    }
}
