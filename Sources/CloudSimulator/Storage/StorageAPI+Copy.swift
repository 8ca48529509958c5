import HTTPTypes
import Hummingbird

extension StorageAPI {
    /// Query parameters of `moveTo`, of `copyTo` and of `rewriteTo`: each takes what the one before takes, and more.
    private static let moveNames: Set<String> = ObjectPreconditions.names.subtracting(["generation"]).union([
        "ifSourceGenerationMatch", "ifSourceGenerationNotMatch", "ifSourceMetagenerationMatch",
        "ifSourceMetagenerationNotMatch", "projection",
    ])
    private static let copyNames = moveNames.union([
        "sourceGeneration", "destinationPredefinedAcl", "destinationKmsKeyName",
    ])
    private static let rewriteNames = copyNames.union([
        "rewriteToken", "maxBytesRewrittenPerCall", "dropContextGroups",
    ])

    /// `rewriteTo` and `copyTo`: path is `b/B/o/O/rewriteTo/b/B2/o/O2`.
    func copy(_ call: StorageCall, _ path: [String]) async throws -> Response {
        guard path[4] == "rewriteTo" || path[4] == "copyTo" else { throw HTTPError(.notFound) }
        let isRewrite = path[4] == "rewriteTo"
        try call.allow(isRewrite ? Self.rewriteNames : Self.copyNames)
        let body = try await call.request.json(ObjectAttributes.shape)
        let (bucket, name) = (path[6], path[8])
        try StorageNames.checkObject(name)
        try authorize("storage.objects.get", path[1], call)
        try authorize("storage.objects.create", bucket, call)
        try refuseACL(call, bucket)
        let from = (
            bucket: path[1], name: path[3], preconditions: try ObjectPreconditions(call.query, prefix: "ifSource")
        )
        let target = try ObjectPreconditions(call.query)
        let source = try store.object(from.bucket, from.name, generation: from.preconditions.generation)
        if isRewrite {
            let wish = RewriteWish(
                source: source, target: "\(bucket)/\(name)", targetClass: body["storageClass"]?.string,
                from: try store.bucket(path[1]), to: try store.bucket(bucket)
            )
            let progress = try RewriteProgress(call.query, wish)
            if !progress.isDone {
                try from.preconditions.checkWrite(source)
                try target.checkWrite(try? store.object(bucket, name))
                return try call.json(progress.json)
            }
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
            // The target's bucket says how its objects are stored.
            attributes.storageClass = nil
            guard let members = body.object, !members.isEmpty else { return }
            // A resource in the request replaces the metadata as a whole.
            attributes = try ObjectAttributes(resource: body, contentType: attributes.contentType)
        }
    }

    /// `b/B/o/SRC/moveTo/o/DST`: an atomic rename.
    func move(_ call: StorageCall, _ path: [String]) async throws -> Response {
        try call.allow(Self.moveNames)
        try StorageNames.checkObject(path[6])
        try authorize("storage.objects.move", path[1], call)
        let target = try ObjectPreconditions(call.query)
        let object = try store.copy(
            (path[1], path[3], try ObjectPreconditions(call.query, prefix: "ifSource")),
            to: (path[1], path[6], target),
            moving: true
        ) { _ in }
        return try call.json(resource(object, call))
    }
}
