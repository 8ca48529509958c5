import NIOCore
package import Outbound

/// A part of a multipart upload that is stored.
package struct MultipartPart: Sendable, Hashable {
    /// From 1 on.
    package var number: Int
    /// With its quotes.
    package var etag: String
    package var size: Int64?

    package init(number: Int, etag: String, size: Int64? = nil) {
        self.number = number
        self.etag = etag
        self.size = size
    }
}

/// A multipart upload that is neither complete nor aborted.
package struct MultipartUpload: Sendable, Hashable {
    package var object: String
    package var uploadID: String
    package var initiated: String?
}

/// Multipart uploads of the XML API: parts in any order and at the same time, 5 MiB to 5 GiB each but the last.
extension StorageClient {
    /// - Parameter metadata: custom metadata of the object that will be made.
    package func startMultipart(
        _ bucket: String,
        _ name: String,
        contentType: String?,
        metadata: [String: String] = [:]
    ) async throws -> String {
        var request = GoogleRequest(
            .post,
            .storage,
            Self.xmlPath(bucket, name),
            query: [("uploads", "")],
            isIdempotent: true
        )
        request.headers["Content-Type"] = contentType ?? "application/octet-stream"
        for (key, value) in metadata { request.headers["x-goog-meta-\(key)"] = value }
        request.body = .bytes(ByteBuffer())
        guard let uploadID = try await xml(request)["UploadId"], !uploadID.isEmpty else {
            throw GoogleCloudError(.unreadable, message: "a multipart upload was begun without an id")
        }
        return uploadID
    }

    /// Stores one part; storing the same number again replaces it.
    ///
    /// - Parameter crc32c: base64 sum of the part, checked by the service.
    package func uploadPart(
        _ bucket: String,
        _ name: String,
        uploadID: String,
        number: Int,
        _ body: OutboundBody,
        crc32c: String? = nil
    ) async throws -> MultipartPart {
        var request = GoogleRequest(
            .put,
            .storage,
            Self.xmlPath(bucket, name),
            query: [("partNumber", String(number)), ("uploadId", uploadID)],
            isIdempotent: body.isReplayable
        )
        if let crc32c { request.headers["x-goog-hash"] = "crc32c=\(crc32c)" }
        request.body = body
        request.traffic = .bulk
        request.timeouts = .bulk
        let response = try await api.perform(request)
        _ = await response.prefix(upTo: 1 << 16)
        guard let etag = response.headers["ETag"] else {
            throw GoogleCloudError(.unreadable, message: "part \(number) was stored without an ETag")
        }
        return MultipartPart(number: number, etag: etag)
    }

    /// The parts that are stored, in order.
    package func parts(_ bucket: String, _ name: String, uploadID: String) async throws -> [MultipartPart] {
        var found: [MultipartPart] = []
        var marker: String?
        repeat {
            var query = [("uploadId", uploadID), ("max-parts", "1000")]
            if let marker { query.append(("part-number-marker", marker)) }
            let answer = try await xml(GoogleRequest(.get, .storage, Self.xmlPath(bucket, name), query: query))
            found += try answer.all("Part").map { part in
                guard let number = part["PartNumber"].flatMap({ Int($0) }), let etag = part["ETag"] else {
                    throw GoogleCloudError(.unreadable, message: "a listed part has no number or no ETag")
                }
                return MultipartPart(number: number, etag: etag, size: part["Size"].flatMap { Int64($0) })
            }
            marker = answer["IsTruncated"] == "true" ? answer["NextPartNumberMarker"] : nil
        } while marker != nil
        return found
    }

    /// Makes the object of the parts.
    ///
    /// - Throws: `GoogleCloudError` with code `notFound` when the upload is complete or aborted already.
    package func completeMultipart(
        _ bucket: String,
        _ name: String,
        uploadID: String,
        parts: [MultipartPart]
    ) async throws {
        let list = parts.sorted { $0.number < $1.number }.map { part in
            "<Part><PartNumber>\(part.number)</PartNumber><ETag>\(XMLNode.escaped(part.etag))</ETag></Part>"
        }
        var request = GoogleRequest(
            .post,
            .storage,
            Self.xmlPath(bucket, name),
            query: [("uploadId", uploadID)],
            isIdempotent: true
        )
        request.headers["Content-Type"] = "application/xml"
        let text = "<CompleteMultipartUpload>\(list.joined())</CompleteMultipartUpload>"
        request.body = .bytes(ByteBuffer(string: text))
        request.timeouts = OutboundTimeouts(head: .seconds(300), stall: nil)
        _ = try await xml(request)
    }

    /// Drops an upload and its parts; one that is gone already is fine.
    package func abortMultipart(_ bucket: String, _ name: String, uploadID: String) async throws {
        let query = [("uploadId", uploadID)]
        var request = GoogleRequest(.delete, .storage, Self.xmlPath(bucket, name), query: query, isIdempotent: true)
        request.accepted = [404]
        try await api.send(request)
    }

    /// Uploads that are under way below `prefix`.
    package func multipartUploads(_ bucket: String, prefix: String = "") async throws -> [MultipartUpload] {
        var found: [MultipartUpload] = []
        var marker: (key: String, id: String)?
        repeat {
            var query = [("uploads", ""), ("max-uploads", "1000")]
            if !prefix.isEmpty { query.append(("prefix", prefix)) }
            if let marker { query += [("key-marker", marker.key), ("upload-id-marker", marker.id)] }
            let path = "/\(PercentEncoding.component(bucket))"
            let answer = try await xml(GoogleRequest(.get, .storage, path, query: query))
            found += answer.all("Upload").compactMap { upload in
                guard let key = upload["Key"], let id = upload["UploadId"] else { return nil }
                return MultipartUpload(object: key, uploadID: id, initiated: upload["Initiated"])
            }
            marker = nil
            if answer["IsTruncated"] == "true", let key = answer["NextKeyMarker"], let id = answer["NextUploadIdMarker"]
            {
                marker = (key, id)
            }
        } while marker != nil
        return found
    }

    private static func xmlPath(_ bucket: String, _ name: String) -> String {
        "/\(PercentEncoding.component(bucket))/\(PercentEncoding.path(name))"
    }

    /// Sends, and reads the XML; an error within a 200, as S3 has them, is an error.
    private func xml(_ request: GoogleRequest) async throws -> XMLNode {
        let (response, body) = try await api.performWhole(request, upTo: 16 << 20)
        guard let node = try? XMLNode(parsing: String(buffer: body)) else {
            throw GoogleCloudError(
                .unreadable,
                message: "the answer is not XML",
                httpStatus: response.status,
                request: "\(request.method.rawValue) \(OutboundError.place(of: response.url))"
            )
        }
        guard node.name != "Error" else {
            throw GoogleCloudError(
                status: response.status,
                headers: response.headers,
                body: body,
                method: request.method,
                url: response.url
            )
        }
        return node
    }
}
