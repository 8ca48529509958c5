import Digests
import NIOCore
import NIOHTTP1

/// Multipart uploads of the XML API, path-style: `/BUCKET/OBJECT`.
extension SinkTable {
    func xml(_ request: SinkRequest, _ intake: SinkIntake) -> SinkAnswer {
        guard let bucket = request.path.first, change({ $0.buckets[bucket] != nil }) else { return Self.refused(404) }
        let name = request.path.dropFirst().joined(separator: "/")
        let id = request.query["uploadId"]
        switch (request.head.method, id) {
        case (.POST, nil) where request.query["uploads"] != nil: return start(bucket, name, request)
        case (.GET, nil) where request.query["uploads"] != nil: return uploads(bucket, request)
        case (.PUT, let id?): return part(id, request, intake)
        case (.GET, let id?): return parts(id)
        case (.POST, let id?): return complete(id)
        case (.DELETE, let id?):
            change { $0.uploads[id] = nil }
            return SinkAnswer(status: 204)
        default: return Self.refused(501)
        }
    }

    private func start(_ bucket: String, _ name: String, _ request: SinkRequest) -> SinkAnswer {
        var metadata: [String: String] = [:]
        for (key, value) in request.head.headers where key.lowercased().hasPrefix("x-goog-meta-") {
            metadata[String(key.dropFirst("x-goog-meta-".count))] = value
        }
        let about = SinkObject.Metadata(metadata: metadata.isEmpty ? nil : metadata)
        let id = change { state in
            let id = "upload-\(state.next())"
            state.uploads[id] = SinkUpload(bucket: bucket, name: name, about: about)
            return id
        }
        let text = "<Bucket>\(bucket)</Bucket><Key>\(Self.escaped(name))</Key><UploadId>\(id)</UploadId>"
        return Self.document("InitiateMultipartUploadResult", text)
    }

    private func part(_ id: String, _ request: SinkRequest, _ intake: SinkIntake) -> SinkAnswer {
        guard let number = request.query["partNumber"].flatMap({ Int($0) }) else { return Self.refused(400) }
        let wanted = request.head.headers["x-goog-hash"].flatMap { $0.split(separator: ",") }
            .first { $0.hasPrefix("crc32c=") }?.dropFirst("crc32c=".count)
        if let wanted, wanted != intake.sum.base64 { return Self.refused(400) }
        let isThere = change { state in
            guard state.uploads[id] != nil else { return false }
            state.uploads[id]?.parts[number] = (intake.sum, intake.length)
            return true
        }
        guard isThere else { return Self.refused(404) }
        return SinkAnswer(
            headers: [("ETag", "\"\(number)-\(intake.sum.value)\""), ("x-goog-hash", "crc32c=\(intake.sum.base64)")]
        )
    }

    private func parts(_ id: String) -> SinkAnswer {
        guard let upload = change({ $0.uploads[id] }) else { return Self.refused(404) }
        let list = upload.parts.sorted { $0.key < $1.key }.map { number, part in
            "<Part><PartNumber>\(number)</PartNumber><ETag>\"\(number)-\(part.sum.value)\"</ETag>"
                + "<Size>\(part.length)</Size></Part>"
        }
        return Self.document("ListPartsResult", "<IsTruncated>false</IsTruncated>\(list.joined())")
    }

    private func uploads(_ bucket: String, _ request: SinkRequest) -> SinkAnswer {
        let prefix = request.query["prefix"] ?? ""
        let open = change { $0.uploads.filter { $0.value.bucket == bucket && $0.value.name.hasPrefix(prefix) } }
        let list = open.map { id, upload in
            "<Upload><Key>\(Self.escaped(upload.name))</Key><UploadId>\(id)</UploadId>"
                + "<Initiated>2026-01-01T00:00:00.000Z</Initiated></Upload>"
        }
        return Self.document("ListMultipartUploadsResult", "<IsTruncated>false</IsTruncated>\(list.joined())")
    }

    /// All parts that are there, in order: our clients and Google's send every part that they name.
    private func complete(_ id: String) -> SinkAnswer {
        let made: SinkObject? = change { state in
            guard let upload = state.uploads.removeValue(forKey: id) else { return nil }
            var sum = CRC32C()
            var length = 0
            for part in upload.parts.sorted(by: { $0.key < $1.key }).map(\.value) {
                sum.append(part.sum, length: Int64(part.length))
                length += part.length
            }
            let object = SinkObject(
                name: upload.name, size: length, sum: sum, generation: state.next(), about: upload.about
            )
            state.buckets[upload.bucket, default: [:]][upload.name] = object
            return object
        }
        guard let made else { return Self.refused(404) }
        var answer = Self.document(
            "CompleteMultipartUploadResult", "<Key>\(Self.escaped(made.name))</Key><ETag>\"\(made.generation)\"</ETag>"
        )
        answer.headers += [
            ("x-goog-hash", "crc32c=\(made.sum.base64)"), ("x-goog-generation", String(made.generation)),
        ]
        return answer
    }

    private static func document(_ root: String, _ inside: String) -> SinkAnswer {
        SinkAnswer(
            headers: [("Content-Type", "application/xml; charset=UTF-8")],
            body: ByteBuffer(string: "<?xml version='1.0' encoding='UTF-8'?><\(root)>\(inside)</\(root)>")
        )
    }

    private static func refused(_ status: Int) -> SinkAnswer {
        let code = [400: "BadDigest", 404: "NoSuchUpload", 501: "NotImplemented"][status] ?? "InternalError"
        var answer = document("Error", "<Code>\(code)</Code><Message>\(code)</Message>")
        answer.status = status
        return answer
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
