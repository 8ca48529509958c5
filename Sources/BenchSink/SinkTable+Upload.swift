import Foundation
import NIOCore
import NIOHTTP1

/// Uploads of the JSON API: bytes alone, bytes with metadata, and resumable sessions.
extension SinkTable {
    /// `/upload/storage/v1/b/BUCKET/o`.
    func upload(_ request: SinkRequest, _ intake: SinkIntake) -> SinkAnswer {
        guard let at = request.path.firstIndex(of: "b"), request.path.count >= at + 3 else {
            return .refusal(.notFound)
        }
        let bucket = request.path[at + 1]
        guard change({ $0.buckets[bucket] != nil }) else { return .refusal(.notFound) }
        if let id = request.query["upload_id"] { return resume(id, request, intake) }
        switch request.query["uploadType"] {
        case "multipart": return related(bucket, request, intake)
        case "resumable": return begin(bucket, request, intake)
        default: return media(bucket, request, intake)
        }
    }

    private func media(_ bucket: String, _ request: SinkRequest, _ intake: SinkIntake) -> SinkAnswer {
        guard let name = request.query["name"] else { return .refusal(.notFound) }
        let made = change { $0.put(bucket, name, intake, SinkObject.Metadata(), if: Self.condition(request)) }
        return .result(made, in: bucket)
    }

    private func related(_ bucket: String, _ request: SinkRequest, _ intake: SinkIntake) -> SinkAnswer {
        let type = request.head.headers.first(name: "Content-Type") ?? ""
        guard let mark = type.firstRange(of: "boundary=") else { return .refusal(.otherBytes) }
        let boundary = type[mark.upperBound...].prefix { $0 != ";" }.trimmingCharacters(in: ["\"", "'", " "])
        guard let parts = intake.related(boundary: boundary), let about = Self.metadata(parts.metadata),
            let name = about.name ?? request.query["name"]
        else { return .refusal(.otherBytes) }
        let made = change { $0.put(bucket, name, SinkIntake(parts.content), about, if: Self.condition(request)) }
        return .result(made, in: bucket)
    }

    private func begin(_ bucket: String, _ request: SinkRequest, _ intake: SinkIntake) -> SinkAnswer {
        let about = intake.bytes.flatMap(Self.metadata) ?? SinkObject.Metadata()
        guard let name = about.name ?? request.query["name"] else { return .refusal(.otherBytes) }
        let condition = Self.condition(request)
        let id = change { state in
            let id = "session-\(state.next())"
            state.sessions[id] = SinkSession(bucket: bucket, name: name, about: about, condition: condition)
            return id
        }
        let place = "\(request.base)/upload/storage/v1/b/\(bucket)/o?uploadType=resumable&upload_id=\(id)"
        return SinkAnswer(headers: [("Location", place), ("X-GUploader-UploadID", id)])
    }

    /// One chunk, or a question for the state: `bytes */TOTAL`.
    private func resume(_ id: String, _ request: SinkRequest, _ intake: SinkIntake) -> SinkAnswer {
        if request.head.method == .DELETE {
            change { $0.sessions[id] = nil }
            return SinkAnswer(status: 499)
        }
        enum Outcome {
            case gone
            case refused(SinkRefusal)
            case done(SinkObject, String)
            case more(Int)
        }
        let range = request.contentRange
        let outcome: Outcome = change { state in
            guard var session = state.sessions[id] else { return .gone }
            if let object = session.finished { return .done(object, session.bucket) }
            if range == nil || range?.first == session.intake.length { session.intake.append(intake) }
            defer { state.sessions[id] = session }
            guard range == nil || range?.total == session.intake.length else { return .more(session.intake.length) }
            switch state.put(
                session.bucket, session.name, session.intake, session.about, if: session.condition)
            {
            case .success(let object):
                session.finished = object
                return .done(object, session.bucket)
            case .failure(let why): return .refused(why)
            }
        }
        switch outcome {
        case .gone: return .refusal(.notFound)
        case .refused(let why): return .refusal(why)
        case .done(let object, let bucket): return .json(object.json(bucket))
        case .more(let stored):
            var headers: [(String, String)] = stored > 0 ? [("Range", "bytes=0-\(stored - 1)")] : []
            guard request.head.headers.first(name: "X-GUploader-No-308") == "yes" else {
                return SinkAnswer(status: 308, headers: headers)
            }
            headers.append(("X-HTTP-Status-Code-Override", "308"))
            return SinkAnswer(headers: headers)
        }
    }

    private static func metadata(_ bytes: ByteBuffer) -> SinkObject.Metadata? {
        bytes.readableBytes == 0
            ? SinkObject.Metadata()
            : try? JSONDecoder().decode(SinkObject.Metadata.self, from: Data(bytes.readableBytesView))
    }

    private static func condition(_ request: SinkRequest) -> Int? {
        request.query["ifGenerationMatch"].flatMap { Int($0) }
    }
}
