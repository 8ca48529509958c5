import Digests
import Foundation
import NIOCore
import NIOHTTP1

/// The JSON API: buckets, objects, lists.
extension SinkTable {
    private struct BucketJSON: Codable {
        var kind: String? = "storage#bucket"
        var id: String?
        var name: String
        var location: String? = "US-CENTRAL1"
        var locationType: String? = "region"
        var storageClass: String? = "STANDARD"
        var projectNumber: String? = "1"
        var metageneration: String? = "1"
        var timeCreated: String? = "2026-01-01T00:00:00.000Z"
        var etag: String? = "CAE="
        var labels: [String: String]?
    }

    private struct Page<Item: Encodable>: Encodable {
        var kind = "storage#objects"
        var items: [Item]
    }

    /// - Parameter path: below `/storage/v1`.
    func json(_ request: SinkRequest, _ path: [String], _ intake: SinkIntake) -> SinkAnswer {
        guard path.first == "b" else { return .refusal(.notFound) }
        switch (request.head.method, path.count) {
        case (.GET, 1): return buckets(prefix: request.query["prefix"] ?? "")
        case (.POST, 1): return makeBucket(intake)
        case (.GET, 2), (.PATCH, 2): return bucket(path[1])
        case (.GET, 3) where path[2] == "o": return list(path[1], request)
        case (.GET, 4) where path[2] == "o": return object(path[1], path[3], request)
        case (.PATCH, 4) where path[2] == "o": return object(path[1], path[3], request)
        case (.DELETE, 4) where path[2] == "o": return delete(path[1], path[3], request)
        default: return .refusal(.unsupported)
        }
    }

    private func buckets(prefix: String) -> SinkAnswer {
        let names = change { $0.buckets.keys.filter { $0.hasPrefix(prefix) }.sorted() }
        return .json(Page(kind: "storage#buckets", items: names.map { BucketJSON(id: $0, name: $0) }))
    }

    private func bucket(_ name: String) -> SinkAnswer {
        guard change({ $0.buckets[name] != nil }) else { return .refusal(.notFound) }
        return .json(BucketJSON(id: name, name: name))
    }

    private func makeBucket(_ intake: SinkIntake) -> SinkAnswer {
        guard let bytes = intake.bytes,
            let wish = try? JSONDecoder().decode(BucketJSON.self, from: Data(bytes.readableBytesView))
        else { return .refusal(.otherBytes) }
        change { state in
            if state.buckets[wish.name] == nil { state.buckets[wish.name] = [:] }
        }
        return bucket(wish.name)
    }

    /// Everything below a prefix in one page. A delimiter is honoured, as folders are asked for with it.
    private func list(_ bucket: String, _ request: SinkRequest) -> SinkAnswer {
        struct Answer: Encodable {
            var kind = "storage#objects"
            var items: [SinkObject.JSON] = []
            var prefixes: [String] = []
        }
        let prefix = request.query["prefix"] ?? ""
        guard let objects = change({ $0.buckets[bucket]?.values.filter { $0.name.hasPrefix(prefix) } }) else {
            return .refusal(.notFound)
        }
        var answer = Answer()
        var folders: Set<String> = []
        for object in objects.sorted(by: { $0.name < $1.name }) {
            let rest = object.name.dropFirst(prefix.count)
            if let delimiter = request.query["delimiter"], !delimiter.isEmpty, let cut = rest.firstRange(of: delimiter)
            {
                folders.insert(prefix + rest[..<cut.upperBound])
            } else {
                answer.items.append(object.json(bucket))
            }
        }
        answer.prefixes = folders.sorted()
        return .json(answer)
    }

    private func object(_ bucket: String, _ name: String, _ request: SinkRequest) -> SinkAnswer {
        guard let object = change({ $0.buckets[bucket]?[name] }) else { return .refusal(.notFound) }
        guard request.query["alt"] == "media" else { return .json(object.json(bucket)) }
        guard let bytes = object.bytes else { return .refusal(.unsupported) }
        return SinkAnswer(
            headers: [
                ("Content-Type", "application/octet-stream"), ("x-goog-generation", String(object.generation)),
                ("x-goog-hash", "crc32c=\(object.sum.base64)"),
            ],
            body: bytes
        )
    }

    private func delete(_ bucket: String, _ name: String, _ request: SinkRequest) -> SinkAnswer {
        let condition = request.query["ifGenerationMatch"].flatMap { Int($0) }
        let refusal: SinkRefusal? = change { state in
            guard let there = state.buckets[bucket]?[name] else { return .notFound }
            if let condition, condition != there.generation { return .precondition }
            state.buckets[bucket]?[name] = nil
            return nil
        }
        return refusal.map { .refusal($0) } ?? SinkAnswer(status: 204)
    }
}
