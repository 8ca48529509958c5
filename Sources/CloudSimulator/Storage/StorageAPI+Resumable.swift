import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension StorageAPI {
    /// POST `uploadType=resumable`: opens a session.
    func initiate(_ call: StorageCall, _ bucket: String) async throws -> Response {
        let metadata = try await call.request.json(ObjectAttributes.shape)
        let name = call.query["name"] ?? metadata["name"]?.string ?? ""
        try StorageNames.checkObject(name)
        var declared: Int64?
        if let text = call.header("X-Upload-Content-Length") {
            guard let size = Int64(text), size >= 0 else {
                throw GoogleError.invalidArgument("Invalid X-Upload-Content-Length: \(text)")
            }
            declared = size
        }
        var expected = ExpectedHashes(resource: metadata)
        expected.add(ExpectedHashes(headers: call.request.headers))
        let session = ResumableSession(
            id: "AHx" + UUID().uuidString.filter { $0 != "-" },
            bucket: bucket,
            name: name,
            attributes: try ObjectAttributes(
                resource: metadata, contentType: call.header("X-Upload-Content-Type")
            ),
            preconditions: try ObjectPreconditions(call.query),
            declaredSize: declared,
            expected: expected,
            created: Date(),
            blob: store.newBlob()
        )
        try store.open(session)
        let path = "/upload/storage/v1/b/\(bucket)/o?uploadType=resumable"
        let location = "\(call.origin)\(path)&name=\(PercentCoding.encode(name))&upload_id=\(session.id)"
        let headers: HTTPFields = [.location: location, .contentLength: "0"]
        return Response(status: .ok, headers: headers.with("X-GUploader-UploadID", session.id))
    }

    /// PUT or DELETE of a session URI. The id is the credential.
    func resume(_ call: StorageCall, _ id: String) async throws -> Response {
        let session = try store.session(id)
        switch session.outcome {
        case .finished(let generation):
            if call.method == .put, let object = try? store.object(session.bucket, session.name, generation: generation)
            {
                return try call.json(resource(object, call))
            }
            throw GoogleError(.gone, "NOT_FOUND", "The upload has ended and its object is gone.", reason: "gone")
        case .cancelled:
            return Self.cancelled
        case .failed:
            throw GoogleError(.gone, "NOT_FOUND", "The upload has failed; start a new one.", reason: "gone")
        case nil: break
        }
        switch call.method {
        case .delete:
            try store.cancel(id)
            return Self.cancelled
        case .put, .post: return try await advance(call, session)
        default: throw HTTPError(.notFound)
        }
    }

    private func advance(_ call: StorageCall, _ session: ResumableSession) async throws -> Response {
        let length = call.header("Content-Length").flatMap { Int64($0) }
        let given = try call.header("Content-Range").map { try ContentRange($0) }
        let range = given ?? ContentRange(range: length == 0 ? nil : 0..<(length ?? Int64.max), total: length)
        try Self.check(range, length: length, session)
        let total = range.total ?? session.total
        var session = session
        let writer = store.takeOver(session.id)
        if let bytes = range.range {
            guard bytes.lowerBound <= session.stored else {
                throw GoogleError(
                    .serviceUnavailable, "UNAVAILABLE",
                    "Invalid request. According to the Content-Range header, the upload offset is "
                        + "\(bytes.lowerBound) byte(s), which exceeds already uploaded size of "
                        + "\(session.stored) byte(s).",
                    reason: "backendError"
                )
            }
            session = try await store(call.request.body, at: bytes, of: session, by: writer, total: total)
        }
        let end = total ?? (given == nil ? session.stored : nil)
        guard let end, session.stored == end else { return Self.incomplete(call, session) }
        var expected = session.expected
        expected.add(ExpectedHashes(headers: call.request.headers))
        let object = try store.finish(session.id, by: writer, expected: expected)
        return try call.json(resource(object, call), headers: [.eTag: object.etag])
    }

    /// What can be said against a Content-Range before a byte is read.
    private static func check(_ given: ContentRange, length: Int64?, _ session: ResumableSession) throws {
        if let range = given.range, let length, range.upperBound != Int64.max, length != Int64(range.count) {
            throw GoogleError.invalidArgument(
                "Invalid request. The Content-Range names \(range.count) bytes, the body has \(length)."
            )
        }
        for known in [session.total, session.declaredSize].compactMap({ $0 }) {
            if let total = given.total, total != known {
                throw GoogleError.invalidArgument(
                    "Invalid request. The total size \(total) contradicts the size \(known) given before."
                )
            }
            if let range = given.range, range.upperBound != Int64.max, range.upperBound > known {
                throw GoogleError.invalidArgument("Invalid request. More bytes than the declared size of \(known).")
            }
        }
        if let total = given.total, total < session.stored {
            throw GoogleError.invalidArgument("Invalid request. \(session.stored) bytes are stored already.")
        }
        let isLast = given.total == nil ? false : given.range?.upperBound == given.total
        if let range = given.range, !isLast, Int64(range.count) < ResumableGranularity.bytes {
            throw GoogleError.invalidArgument(
                "Invalid request. The number of bytes uploaded is required to be equal or greater than 262144, except "
                    + "for the final request (it's recommended to be the exact multiple of 262144). The received "
                    + "request contained \(range.count) bytes, which does not meet this requirement."
            )
        }
    }

    /// Stores what is new of a chunk. A body that breaks off leaves what came, in multiples of 256 KiB.
    private func store(
        _ body: RequestBody, at range: Range<Int64>, of session: ResumableSession, by writer: UUID, total: Int64?
    ) async throws -> ResumableSession {
        var intake = try BlobIntake(
            path: store.blobs.file(session.blob), continuing: ContentHashes(of: session)
        )
        var known = session.stored - range.lowerBound
        var saved = session.stored
        var received: Int64 = 0
        do {
            for try await chunk in body {
                var chunk = chunk
                received += Int64(chunk.readableBytes)
                let skipped = min(known, Int64(chunk.readableBytes))
                chunk.moveReaderIndex(forwardBy: Int(skipped))
                known -= skipped
                if try await intake.take(chunk) {
                    let isFar = intake.hashes.size - saved >= 8 << 20
                    _ = try store.advance(session.id, by: writer, to: intake.hashes, total: total, saving: isFar)
                    if isFar { saved = intake.hashes.size }
                }
            }
            let isShort = range.upperBound != Int64.max && received < Int64(range.count)
            if isShort { throw GoogleError.invalidArgument("The request body ended early.") }
            // Without a Content-Range the end of the body is the end of the object.
            if range.upperBound == total || range.upperBound == Int64.max {
                try await intake.finish()
            } else {
                try await intake.finishAtGranularity()
            }
            return try store.advance(session.id, by: writer, to: intake.hashes, total: total, saving: true)
        } catch let error as GoogleError {
            throw error
        } catch {
            try? await intake.finishAtGranularity()
            _ = try? store.advance(session.id, by: writer, to: intake.hashes, total: total, saving: true)
            throw error
        }
    }

    /// 308; without a Range header nothing is stored.
    private static func incomplete(_ call: StorageCall, _ session: ResumableSession) -> Response {
        var headers: HTTPFields = [.contentLength: "0"]
        if session.stored > 0 { headers[.range] = "bytes=0-\(session.stored - 1)" }
        headers = headers.with("X-GUploader-UploadID", session.id)
        if call.header("X-GUploader-No-308")?.lowercased() == "yes" {
            return Response(status: .ok, headers: headers.with("X-HTTP-Status-Code-Override", "308"))
        }
        return Response(status: .init(code: 308, reasonPhrase: "Resume Incomplete"), headers: headers)
    }

    private static var cancelled: Response {
        Response(status: .init(code: 499, reasonPhrase: "Client Closed Request"), headers: [.contentLength: "0"])
    }
}

extension HTTPFields {
    /// The fields with one more.
    func with(_ name: String, _ value: String) -> HTTPFields {
        var fields = self
        if let name = HTTPField.Name(name) { fields[name] = value }
        return fields
    }
}
