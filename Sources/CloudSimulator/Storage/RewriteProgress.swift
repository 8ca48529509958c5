/// What a call of `rewriteTo` asks for.
struct RewriteWish: Sendable {
    let source: ObjectRecord
    /// Bucket and name.
    let target: String
    /// Storage class in the request; nil takes the target bucket's.
    let targetClass: String?
    let from: BucketRecord
    let to: BucketRecord

    /// Only then bytes are moved; else the new object names the bytes of the old one.
    var movesBytes: Bool {
        let newClass = targetClass ?? to.storageClass
        return from.location != to.location || (source.attributes.storageClass ?? from.storageClass) != newClass
    }
}

/// How far a rewrite is. The token carries it, so that nothing needs to be kept.
///
/// Within one location and storage class a rewrite ends with its first call. Else a call moves some MiB, so that a
/// client's loop is walked; Google's calls end by time.
struct RewriteProgress: Sendable, Hashable {
    /// Bytes that one call moves between locations, unless the caller says less.
    static let bytesPerCall: Int64 = 4 << 20

    let size: Int64
    let done: Int64
    /// What every call of one rewrite has in common.
    private let identity: String

    var isDone: Bool { done >= size }

    /// - Throws: 400 for a token that belongs to another rewrite, and for a limit that is no multiple of 1 MiB.
    init(_ query: QueryParameters, _ wish: RewriteWish) throws {
        size = wish.source.size
        let limit = try query.integer("maxBytesRewrittenPerCall")
        if let limit, limit < 1 << 20 || limit % (1 << 20) != 0 {
            throw GoogleError.invalidArgument("maxBytesRewrittenPerCall must be a multiple of 1 MiB.")
        }
        let source = "\(wish.source.bucket)/\(wish.source.name)"
        identity = "\(wish.source.generation)\n\(limit ?? 0)\n\(source)\n\(wish.target)"
        var before: Int64 = 0
        if let token = query["rewriteToken"], !token.isEmpty {
            let parts = (Base64Text.decode(token) ?? "").split(separator: "\n", maxSplits: 1)
            guard parts.count == 2, let offset = Int64(parts[0]), parts[1] == identity else {
                throw GoogleError.invalidArgument(
                    "The rewrite token is invalid for this rewrite.", field: "rewriteToken"
                )
            }
            before = offset
        }
        let step = wish.movesBytes ? limit ?? Self.bytesPerCall : Int64.max
        done = size - before <= step ? size : before + step
    }

    var json: JSONValue {
        [
            "kind": "storage#rewriteResponse", "done": false, "objectSize": .string("\(size)"),
            "totalBytesRewritten": .string("\(done)"),
            "rewriteToken": .string(Base64Text.encode("\(done)\n\(identity)")),
        ]
    }

    func json(of resource: JSONValue) -> JSONValue {
        [
            "kind": "storage#rewriteResponse", "done": true, "objectSize": .string("\(size)"),
            "totalBytesRewritten": .string("\(size)"), "resource": resource,
        ]
    }
}
