import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension StorageAPI {
    /// The XML API, path-style: `/BUCKET/OBJECT`.
    func respondXML(_ call: StorageCall) async -> Response {
        do {
            return try await dispatchXML(call)
        } catch let error as GoogleError {
            let response = error.xmlResponse
            return call.method == .head ? Response(status: response.status) : response
        } catch {
            let failure = GoogleError(
                .internalServerError, "INTERNAL", "We encountered an internal error. Please try again.",
                reason: "InternalError"
            )
            return failure.xmlResponse
        }
    }

    private func dispatchXML(_ call: StorageCall) async throws -> Response {
        guard let bucket = call.parts.first, !bucket.isEmpty else { throw GoogleError.noSuchBucket }
        let name = call.xmlObject
        let id = call.query["uploadId"]
        if name.isEmpty {
            guard call.method == .get, call.query.contains("uploads") else {
                throw GoogleError.invalidXMLArgument("The simulator lists objects by the JSON API only.")
            }
            return try listUploads(call, bucket)
        }
        switch (call.method, id) {
        case (.post, nil) where call.query.contains("uploads"): return try initiateXML(call, bucket, name)
        case (.put, let id?): return try await putPart(call, bucket, name, id)
        case (.get, let id?): return try listParts(call, bucket, name, id)
        case (.post, let id?): return try await complete(call, bucket, name, id)
        case (.delete, let id?):
            try authorize("storage.multipartUploads.abort", bucket, call)
            try store.abort(id, bucket, name)
            return Response(status: .noContent)
        case (.get, nil), (.head, nil):
            try authorize("storage.objects.get", bucket, call)
            let preconditions = try preconditions(call)
            let object = try store.object(bucket, name, generation: preconditions.generation)
            try preconditions.checkRead(object)
            return media(of: object, call)
        case (.put, nil): return try await putObject(call, bucket, name)
        case (.delete, nil):
            try authorize("storage.objects.delete", bucket, call)
            try store.delete(bucket, name, try preconditions(call))
            return Response(status: .noContent)
        default:
            throw GoogleError(
                .methodNotAllowed, "INVALID_ARGUMENT", "The specified method is not allowed.",
                reason: "MethodNotAllowed"
            )
        }
    }

    private func putObject(_ call: StorageCall, _ bucket: String, _ name: String) async throws -> Response {
        try StorageNames.checkObject(name)
        try authorize("storage.objects.create", bucket, call)
        let conditions = try preconditions(call)
        let stored = try await receive(call.request.body, expected: ExpectedHashes(headers: call.request.headers))
        let draft = ObjectDraft(
            bucket: bucket, name: name, attributes: attributes(call), blob: stored.blob, hashes: stored.hashes
        )
        let object = try put(draft, stored.blob, conditions)
        var headers = Self.headers(of: object)
        headers[.contentType] = nil
        headers[.contentLength] = "0"
        return Response(status: .ok, headers: headers)
    }

    /// Attributes from the headers of a PUT or of an initiation.
    func attributes(_ call: StorageCall) -> ObjectAttributes {
        var attributes = ObjectAttributes(contentType: call.header("Content-Type"))
        attributes.cacheControl = call.header("Cache-Control")
        attributes.contentDisposition = call.header("Content-Disposition")
        attributes.contentEncoding = call.header("Content-Encoding")
        attributes.contentLanguage = call.header("Content-Language")
        attributes.storageClass = call.header("x-goog-storage-class")
        attributes.customTime = call.header("x-goog-custom-time")
        for field in call.request.headers where field.name.canonicalName.hasPrefix("x-goog-meta-") {
            attributes.metadata[String(field.name.canonicalName.dropFirst(12))] = field.value
        }
        return attributes
    }

    private func preconditions(_ call: StorageCall) throws -> ObjectPreconditions {
        func number(_ name: String) throws -> Int64? {
            guard let text = call.header(name) else { return nil }
            guard let value = Int64(text) else { throw GoogleError.invalidXMLArgument("Invalid \(name): \(text)") }
            return value
        }
        var conditions = ObjectPreconditions()
        conditions.generationMatch = try number("x-goog-if-generation-match")
        conditions.metagenerationMatch = try number("x-goog-if-metageneration-match")
        conditions.generation = try call.query.integer("generation")
        return conditions
    }

    /// An XML answer.
    static func xml(_ root: String, _ inner: String, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/xml; charset=UTF-8"
        let body = ByteBuffer(string: XMLText.document(root, inner))
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: body))
    }
}
