import Digests
import HTTPTypes
import Hummingbird

extension StorageAPI {
    /// GET, PATCH, PUT (update) and DELETE of one object.
    func object(_ call: StorageCall, _ bucket: String, _ name: String) async throws -> Response {
        let preconditions = try ObjectPreconditions(call.query)
        switch call.method {
        case .get where call.query["alt"] == "media":
            return try download(call, bucket, name)
        case .get:
            try call.allow(ObjectPreconditions.names.union(["projection", "softDeleted"]))
            try authorize("storage.objects.get", bucket, call)
            let object = try store.object(bucket, name, generation: preconditions.generation)
            try preconditions.checkRead(object)
            return try call.json(resource(object, call))
        case .patch, .put:
            try call.allow(ObjectPreconditions.names.union(["projection", "predefinedAcl"]))
            let body = try await call.request.json(ObjectAttributes.shape)
            try authorize("storage.objects.update", bucket, call)
            try refuseACL(call, bucket)
            let isPatch = call.method == .patch
            let object = try store.patch(bucket, name, preconditions) { attributes in
                if !isPatch { attributes = ObjectAttributes() }
                try attributes.merge(body)
            }
            return try call.json(resource(object, call))
        case .delete:
            try call.allow(ObjectPreconditions.names)
            try authorize("storage.objects.delete", bucket, call)
            try store.delete(bucket, name, preconditions)
            return Response(status: .noContent)
        default:
            throw HTTPError(.notFound)
        }
    }

    /// ACL parameters are a 400 on a bucket with uniform access.
    func refuseACL(_ call: StorageCall, _ bucket: String) throws {
        let names = ["predefinedAcl", "destinationPredefinedAcl"]
        guard names.contains(where: { call.query.contains($0) }), try store.bucket(bucket).hasUniformAccess else {
            return
        }
        throw GoogleError.invalidArgument(
            "Cannot use ACL API to update bucket policy when uniform bucket-level access is enabled. Read more at "
                + "https://cloud.google.com/storage/docs/uniform-bucket-level-access"
        )
    }

    /// The object resource; 64-bit numbers are strings.
    func resource(_ object: ObjectRecord, _ call: StorageCall) -> JSONValue {
        let path = "b/\(object.bucket)/o/\(PercentCoding.encode(object.name))"
        let media = "\(call.origin)/download/storage/v1/\(path)?generation=\(object.generation)&alt=media"
        var members: [String: JSONValue] = [
            "kind": "storage#object",
            "id": .string("\(object.bucket)/\(object.name)/\(object.generation)"),
            "selfLink": .string("\(call.origin)/storage/v1/\(path)"),
            "mediaLink": .string(media),
            "name": .string(object.name),
            "bucket": .string(object.bucket),
            "generation": .string("\(object.generation)"),
            "metageneration": .string("\(object.metageneration)"),
            "storageClass": .string(object.attributes.storageClass ?? "STANDARD"),
            "size": .string("\(object.size)"),
            "crc32c": .string(CRC32C(value: object.crc32c).base64),
            "etag": .string(object.etag),
            "timeCreated": .string(Timestamp.text(object.created)),
            "timeFinalized": .string(Timestamp.text(object.created)),
            "timeStorageClassUpdated": .string(Timestamp.text(object.created)),
            "updated": .string(Timestamp.text(object.updated)),
        ]
        members["md5Hash"] = object.md5.map { .string($0) }
        members["componentCount"] = object.componentCount.map { .integer(Int64($0)) }
        let attributes = object.attributes
        members["contentType"] = attributes.contentType.map { .string($0) }
        members["contentEncoding"] = attributes.contentEncoding.map { .string($0) }
        members["contentDisposition"] = attributes.contentDisposition.map { .string($0) }
        members["contentLanguage"] = attributes.contentLanguage.map { .string($0) }
        members["cacheControl"] = attributes.cacheControl.map { .string($0) }
        members["customTime"] = attributes.customTime.map { .string($0) }
        if !attributes.metadata.isEmpty {
            members["metadata"] = .object(attributes.metadata.mapValues { .string($0) })
        }
        return .object(members)
    }
}
