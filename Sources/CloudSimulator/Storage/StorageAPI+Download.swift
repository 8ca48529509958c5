import Digests
import HTTPTypes
import Hummingbird
import NIOCore

extension StorageAPI {
    /// `alt=media`: the bytes, or the range of them that was asked for. Errors are text, as Storage's are here.
    func download(_ call: StorageCall, _ bucket: String, _ name: String) throws -> Response {
        do {
            try call.allow(ObjectPreconditions.names.union(["projection"]))
            try authorize("storage.objects.get", bucket, call)
            let preconditions = try ObjectPreconditions(call.query)
            let object = try store.object(bucket, name, generation: preconditions.generation)
            try preconditions.checkRead(object)
            return media(of: object, call)
        } catch let error as GoogleError where error.status == .notFound {
            return ErrorStyle.plain.response(for: error)
        }
    }

    /// The content of an object with the headers that both APIs give it.
    func media(of object: ObjectRecord, _ call: StorageCall) -> Response {
        var headers = Self.headers(of: object)
        var range = 0..<object.size
        var status = HTTPResponse.Status.ok
        switch ByteRange(call.request.headers[.range], size: object.size) {
        case .whole: break
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(object.size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        case .part(let part):
            range = part
            status = .partialContent
            headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(object.size)"
        }
        if call.method == .head {
            headers[.contentLength] = "\(range.count)"
            return Response(status: status, headers: headers)
        }
        let body = ObjectBody(extents: object.extents, range: range, blobs: store.blobs)
        return Response(status: status, headers: headers, body: body.responseBody)
    }

    /// Hashes are those of the whole object, whatever the range.
    static func headers(of object: ObjectRecord) -> HTTPFields {
        var headers: HTTPFields = [:]
        func set(_ name: String, _ value: String?) {
            if let name = HTTPField.Name(name), let value { headers[name] = value }
        }
        set("Content-Type", object.attributes.contentType ?? "application/octet-stream")
        set("Content-Disposition", object.attributes.contentDisposition)
        set("Content-Encoding", object.attributes.contentEncoding)
        set("Content-Language", object.attributes.contentLanguage)
        set("Cache-Control", object.attributes.cacheControl ?? "private, max-age=0")
        set("ETag", "\"\(object.etag)\"")
        set("Accept-Ranges", "bytes")
        set("x-goog-generation", "\(object.generation)")
        set("x-goog-metageneration", "\(object.metageneration)")
        set("x-goog-stored-content-length", "\(object.size)")
        set("x-goog-stored-content-encoding", object.attributes.contentEncoding ?? "identity")
        set("x-goog-storage-class", object.attributes.storageClass ?? "STANDARD")
        set("x-goog-component-count", object.componentCount.map { "\($0)" })
        var hashes = "crc32c=\(CRC32C(value: object.crc32c).base64)"
        if let md5 = object.md5 { hashes += ",md5=\(md5)" }
        set("x-goog-hash", hashes)
        for (key, value) in object.attributes.metadata { set("x-goog-meta-\(key)", value) }
        return headers
    }
}
