import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension StorageAPI {
    private static let uploadNames: Set<String> = ObjectPreconditions.names.union([
        "name", "uploadType", "upload_id", "contentEncoding", "predefinedAcl", "projection", "kmsKeyName",
        "upload_protocol",
    ])

    /// `b/BUCKET/o` below `/upload/storage/v1/`.
    func upload(_ call: StorageCall, to path: [String]) async throws -> Response {
        guard path.count == 3, path[0] == "b", path[2] == "o" else { throw HTTPError(.notFound) }
        try call.allow(Self.uploadNames)
        if let id = call.query["upload_id"] { return try await resume(call, id) }
        guard call.method == .post else { throw HTTPError(.notFound) }
        let bucket = path[1]
        try authorize("storage.objects.create", bucket, call)
        try refuseACL(call, bucket)
        switch call.query["uploadType"] ?? (call.header("X-Goog-Upload-Protocol") ?? "") {
        case "media": return try await uploadMedia(call, bucket)
        case "multipart": return try await uploadMultipart(call, bucket)
        case "resumable": return try await initiate(call, bucket)
        case let other:
            throw GoogleError.invalidArgument("Invalid value for uploadType: \"\(other)\"", field: "uploadType")
        }
    }

    private func uploadMedia(_ call: StorageCall, _ bucket: String) async throws -> Response {
        let name = call.query["name"] ?? ""
        try StorageNames.checkObject(name)
        var attributes = ObjectAttributes(contentType: call.header("Content-Type"))
        attributes.contentEncoding = call.query["contentEncoding"]
        let stored = try await receive(call.request.body, expected: ExpectedHashes(headers: call.request.headers))
        return try answer(call, bucket, name, attributes, stored)
    }

    private func uploadMultipart(_ call: StorageCall, _ bucket: String) async throws -> Response {
        var reader = try RelatedBodyReader(call.request.body, contentType: call.header("Content-Type") ?? "")
        let head = try await reader.readHead()
        let metadata = try JSONValue.reading(head.metadata, ObjectAttributes.shape)
        let name = call.query["name"] ?? metadata["name"]?.string ?? ""
        try StorageNames.checkObject(name)
        let attributes = try ObjectAttributes(resource: metadata, contentType: head.contentType)
        var expected = ExpectedHashes(resource: metadata)
        expected.add(ExpectedHashes(headers: call.request.headers))
        let blob = store.newBlob()
        do {
            var intake = try BlobIntake(path: store.blobs.file(blob))
            while let chunk = try await reader.next() { _ = try await intake.take(chunk) }
            try await intake.finish()
            try expected.check(intake.hashes)
            return try answer(call, bucket, name, attributes, (blob, intake.hashes))
        } catch {
            store.blobs.remove(blob)
            throw error
        }
    }

    private func answer(
        _ call: StorageCall, _ bucket: String, _ name: String, _ attributes: ObjectAttributes,
        _ stored: (blob: String, hashes: ContentHashes)
    ) throws -> Response {
        let draft = ObjectDraft(
            bucket: bucket, name: name, attributes: attributes, blob: stored.blob, hashes: stored.hashes
        )
        let object = try put(draft, stored.blob, try ObjectPreconditions(call.query))
        return try call.json(resource(object, call), headers: [.eTag: object.etag])
    }

    /// Receives a whole body into a new blob; nothing is left of one that breaks off or has another hash.
    func receive(
        _ body: RequestBody, expected: ExpectedHashes
    ) async throws -> (blob: String, hashes: ContentHashes) {
        let blob = store.newBlob()
        do {
            var intake = try BlobIntake(path: store.blobs.file(blob))
            for try await chunk in body { _ = try await intake.take(chunk) }
            try await intake.finish()
            try expected.check(intake.hashes)
            return (blob, intake.hashes)
        } catch {
            store.blobs.remove(blob)
            throw error
        }
    }

    /// Makes the object; without one, and for an empty one, the blob goes.
    func put(_ draft: ObjectDraft, _ blob: String, _ preconditions: ObjectPreconditions) throws -> ObjectRecord {
        do {
            let object = try store.put(draft, preconditions)
            if object.extents.isEmpty { store.blobs.remove(blob) }
            return object
        } catch {
            store.blobs.remove(blob)
            throw error
        }
    }
}
