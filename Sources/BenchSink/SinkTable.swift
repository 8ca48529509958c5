import Digests
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// Everything that the sink knows: objects, uploads and sessions, changed under one lock.
final class SinkTable: Sendable {
    struct State {
        var buckets: [String: [String: SinkObject]] = [:]
        var uploads: [String: SinkUpload] = [:]
        var sessions: [String: SinkSession] = [:]
        var number = 0
        var received = 0

        mutating func next() -> Int {
            number += 1
            return number
        }

        /// Puts an object in place when the generation there is the expected one; 0 expects none.
        mutating func put(
            _ bucket: String, _ name: String, _ intake: SinkIntake, _ about: SinkObject.Metadata, if condition: Int?
        ) -> Result<SinkObject, SinkRefusal> {
            let there = buckets[bucket]?[name]?.generation ?? 0
            if let condition, condition != there { return .failure(.precondition) }
            if let wanted = about.crc32c, wanted != intake.sum.base64 { return .failure(.otherBytes) }
            let object = SinkObject(
                name: name, size: intake.length, sum: intake.sum, generation: next(), about: about, bytes: intake.bytes
            )
            buckets[bucket, default: [:]][name] = object
            return .success(object)
        }
    }

    private let state = Mutex(State())

    func change<Result: Sendable>(_ body: (inout State) -> Result) -> Result { state.withLock { body(&$0) } }

    func answer(_ request: SinkRequest, _ intake: SinkIntake) -> SinkAnswer {
        change { $0.received += intake.length }
        switch request.path.first {
        case "bench": return bench(request)
        case "storage" where request.path.dropFirst().first == "v1":
            return json(request, Array(request.path.dropFirst(2)), intake)
        case "upload", "resumable":
            return upload(request, intake)
        default: return xml(request, intake)
        }
    }

    /// Our own door: figures of the sink itself, and a clean slate.
    private func bench(_ request: SinkRequest) -> SinkAnswer {
        struct Figures: Encodable {
            var received: Int
            var cpuSeconds: Double
        }
        if request.head.method == .POST {
            change { state in
                let buckets = state.buckets.mapValues { _ in [String: SinkObject]() }
                let number = state.number
                state = State(buckets: buckets, number: number)
            }
        }
        return .json(Figures(received: change { $0.received }, cpuSeconds: CPUTime.ofProcess))
    }
}

/// Why something was not done.
enum SinkRefusal: Error {
    case precondition
    case otherBytes
    case notFound
    case unsupported

    var status: Int {
        switch self {
        case .precondition: 412
        case .otherBytes: 400
        case .notFound: 404
        case .unsupported: 501
        }
    }

    var reason: String {
        switch self {
        case .precondition: "conditionNotMet"
        case .otherBytes: "invalid"
        case .notFound: "notFound"
        case .unsupported: "notImplemented"
        }
    }
}

extension SinkAnswer {
    static func json(_ value: some Encodable, status: Int = 200) -> SinkAnswer {
        guard let data = try? JSONEncoder().encode(value) else { return SinkAnswer(status: 500) }
        return SinkAnswer(
            status: status, headers: [("Content-Type", "application/json; charset=UTF-8")],
            body: ByteBuffer(bytes: data)
        )
    }

    static func refusal(_ why: SinkRefusal) -> SinkAnswer {
        struct Body: Encodable {
            struct Failure: Encodable {
                struct Item: Encodable {
                    var reason: String
                    var message: String
                }
                var code: Int
                var message: String
                var errors: [Item]
            }
            var error: Failure
        }
        let item = Body.Failure.Item(reason: why.reason, message: why.reason)
        return json(Body(error: .init(code: why.status, message: why.reason, errors: [item])), status: why.status)
    }

    static func result(_ result: Result<SinkObject, SinkRefusal>, in bucket: String) -> SinkAnswer {
        switch result {
        case .success(let object): json(object.json(bucket))
        case .failure(let why): refusal(why)
        }
    }
}
