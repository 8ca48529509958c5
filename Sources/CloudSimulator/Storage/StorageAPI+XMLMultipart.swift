import Digests
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension StorageAPI {
    /// POST `?uploads`.
    func initiateXML(_ call: StorageCall, _ bucket: String, _ name: String) throws -> Response {
        try StorageNames.checkObject(name)
        try authorize("storage.multipartUploads.create", bucket, call)
        try authorize("storage.objects.create", bucket, call)
        try refuseConditions(call)
        guard call.header("Content-Length") ?? "0" == "0" else {
            throw GoogleError.invalidXMLArgument("The initiation of a multipart upload has no body.")
        }
        let upload = MultipartUpload(
            id: "ABPnz" + UUID().uuidString.filter { $0 != "-" }, bucket: bucket, name: name,
            attributes: attributes(call), created: Date()
        )
        try store.open(upload)
        let inner = [
            XMLText.element("Bucket", bucket), XMLText.element("Key", name), XMLText.element("UploadId", upload.id),
        ]
        return Self.xml("InitiateMultipartUploadResult", inner.joined())
    }

    /// Preconditions do not exist in this dialect (cloud.google.com/storage/docs/multipart-uploads).
    private func refuseConditions(_ call: StorageCall) throws {
        for name in ["x-goog-if-generation-match", "x-goog-if-metageneration-match"] where call.header(name) != nil {
            throw GoogleError.invalidXMLArgument("\(name) is not supported by multipart uploads.")
        }
    }

    /// PUT `?partNumber=N&uploadId=U`.
    func putPart(_ call: StorageCall, _ bucket: String, _ name: String, _ id: String) async throws -> Response {
        guard let number = call.query["partNumber"].flatMap({ Int($0) }), (1...10_000).contains(number) else {
            throw GoogleError.invalidXMLArgument("Part number must be an integer between 1 and 10000, inclusive.")
        }
        try authorize("storage.objects.create", bucket, call)
        _ = try store.upload(id, bucket, name)
        if let length = call.header("Content-Length").flatMap({ Int64($0) }), length > 5 << 30 {
            throw GoogleError(
                .badRequest, "INVALID_ARGUMENT", "Your proposed upload exceeds the maximum allowed part size.",
                reason: "EntityTooLarge"
            )
        }
        let expected = ExpectedHashes(headers: call.request.headers)
        let stored = try await receive(call.request.body, expected: expected)
        let part = MultipartUpload.Part(
            number: number, etag: stored.hashes.md5Hex, size: stored.hashes.size,
            crc32c: stored.hashes.crc32c.value, blob: stored.blob, modified: Date()
        )
        do {
            try store.add(part, to: id, bucket, name)
        } catch {
            store.blobs.remove(stored.blob)
            throw error
        }
        let hashes = "crc32c=\(stored.hashes.crc32c.base64),md5=\(stored.hashes.md5Base64)"
        let headers: HTTPFields = [.eTag: "\"\(part.etag)\"", .contentLength: "0"]
        return Response(status: .ok, headers: headers.with("x-goog-hash", hashes))
    }

    /// GET `?uploadId=U`: by number, at most 1000 a page.
    func listParts(_ call: StorageCall, _ bucket: String, _ name: String, _ id: String) throws -> Response {
        try authorize("storage.multipartUploads.listParts", bucket, call)
        let upload = try store.upload(id, bucket, name)
        let limit = Int(min(1000, max(1, try call.query.integer("max-parts") ?? 1000)))
        let marker = Int(try call.query.integer("part-number-marker") ?? 0)
        let rest = upload.parts.values.filter { $0.number > marker }.sorted { $0.number < $1.number }
        let page = rest.prefix(limit)
        var inner = [
            XMLText.element("Bucket", bucket), XMLText.element("Key", name), XMLText.element("UploadId", id),
            XMLText.element("StorageClass", upload.attributes.storageClass ?? "STANDARD"),
            XMLText.element("PartNumberMarker", "\(marker)"),
        ]
        if let last = page.last, rest.count > page.count {
            inner.append(XMLText.element("NextPartNumberMarker", "\(last.number)"))
        }
        inner.append(XMLText.element("MaxParts", "\(limit)"))
        inner.append(XMLText.element("IsTruncated", rest.count > page.count ? "true" : "false"))
        for part in page {
            let fields = [
                XMLText.element("PartNumber", "\(part.number)"),
                XMLText.element("LastModified", Timestamp.text(part.modified)),
                XMLText.element("ETag", "\"\(part.etag)\""), XMLText.element("Size", "\(part.size)"),
            ]
            inner.append("<Part>\(fields.joined())</Part>")
        }
        return Self.xml("ListPartsResult", inner.joined())
    }

    /// POST `?uploadId=U` with the list of parts.
    func complete(_ call: StorageCall, _ bucket: String, _ name: String, _ id: String) async throws -> Response {
        try authorize("storage.multipartUploads.create", bucket, call)
        try authorize("storage.objects.create", bucket, call)
        try refuseConditions(call)
        _ = try store.upload(id, bucket, name)
        let body = try await call.request.body.collect(upTo: 4 << 20)
        let parts = try XMLText.parts(in: String(buffer: body))
        let object = try store.complete(id, bucket, name, parts)
        let path = PercentCoding.encode(name, keeping: "/")
        let etag = "\"\(object.etag)\""
        let inner = [
            XMLText.element("Location", "\(call.origin)/\(bucket)/\(path)"), XMLText.element("Bucket", bucket),
            XMLText.element("Key", name), XMLText.element("ETag", etag),
        ]
        let headers: HTTPFields = [:]
        return Self.xml(
            "CompleteMultipartUploadResult", inner.joined(),
            headers: headers.with("x-goog-generation", "\(object.generation)")
                .with("x-goog-hash", "crc32c=\(CRC32C(value: object.crc32c).base64)")
        )
    }

    /// GET of the bucket with `?uploads`: unfinished uploads.
    func listUploads(_ call: StorageCall, _ bucket: String) throws -> Response {
        try authorize("storage.multipartUploads.list", bucket, call)
        let limit = Int(min(1000, max(1, try call.query.integer("max-uploads") ?? 1000)))
        let keyMarker = call.query["key-marker"] ?? ""
        let idMarker = call.query["upload-id-marker"] ?? ""
        var all = try store.uploads(of: bucket, prefix: call.query["prefix"] ?? "")
        if !keyMarker.isEmpty {
            if let place = all.firstIndex(where: { $0.name == keyMarker && $0.id == idMarker }) {
                all.removeFirst(place + 1)
            } else {
                all.removeAll { $0.name <= keyMarker }
            }
        }
        let page = all.prefix(limit)
        var inner = [
            XMLText.element("Bucket", bucket), XMLText.element("KeyMarker", keyMarker),
            XMLText.element("UploadIdMarker", idMarker), XMLText.element("Prefix", call.query["prefix"] ?? ""),
        ]
        if let last = page.last, all.count > page.count {
            inner.append(XMLText.element("NextKeyMarker", last.name))
            inner.append(XMLText.element("NextUploadIdMarker", last.id))
        }
        inner.append(XMLText.element("MaxUploads", "\(limit)"))
        inner.append(XMLText.element("IsTruncated", all.count > page.count ? "true" : "false"))
        for upload in page {
            let fields = [
                XMLText.element("Key", upload.name), XMLText.element("UploadId", upload.id),
                XMLText.element("StorageClass", upload.attributes.storageClass ?? "STANDARD"),
                XMLText.element("Initiated", Timestamp.text(upload.created)),
            ]
            inner.append("<Upload>\(fields.joined())</Upload>")
        }
        return Self.xml("ListMultipartUploadsResult", inner.joined())
    }
}
