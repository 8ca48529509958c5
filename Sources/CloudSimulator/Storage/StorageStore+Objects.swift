import Digests
import Foundation
import Synchronization

/// An object that is about to be: everything but its generation.
struct ObjectDraft: Sendable {
    let bucket: String
    let name: String
    var attributes: ObjectAttributes
    var size: Int64
    var crc32c: UInt32
    var md5: String?
    var componentCount: Int?
    var extents: [ObjectRecord.Extent]

    /// An object whose bytes are one blob.
    init(bucket: String, name: String, attributes: ObjectAttributes, blob: String, hashes: ContentHashes) {
        self.bucket = bucket
        self.name = name
        self.attributes = attributes
        size = hashes.size
        crc32c = hashes.crc32c.value
        md5 = hashes.md5Base64
        extents = hashes.size == 0 ? [] : [.init(blob: blob, offset: 0, length: hashes.size)]
    }

    /// An object made of the bytes of others.
    init(bucket: String, name: String, attributes: ObjectAttributes, sources: [ObjectRecord]) {
        self.bucket = bucket
        self.name = name
        self.attributes = attributes
        size = sources.reduce(0) { $0 + $1.size }
        crc32c = sources.reduce(0) { CRC32C.combine($0, $1.crc32c, lengthOfB: $1.size) }
        componentCount = sources.reduce(0) { $0 + ($1.componentCount ?? 1) }
        extents = sources.flatMap(\.extents)
    }
}

extension StorageStore {
    /// The live object; 404 for none, and for another generation than the one that is named.
    func object(_ bucket: String, _ name: String, generation: Int64? = nil) throws -> ObjectRecord {
        try state.withLock { try find(bucket, name, generation: generation, in: $0) }
    }

    func find(_ bucket: String, _ name: String, generation: Int64?, in state: State) throws -> ObjectRecord {
        guard state.buckets[bucket] != nil else { throw GoogleError.noSuchBucket }
        guard let object = state.objects[bucket]?[name], generation == nil || generation == object.generation else {
            throw GoogleError.noSuchObject(bucket, name)
        }
        return object
    }

    /// All live objects of a bucket, sorted by name.
    func objects(of bucket: String) throws -> [ObjectRecord] {
        try state.withLock { state in
            guard state.buckets[bucket] != nil else { throw GoogleError.noSuchBucket }
            return state.objects[bucket, default: [:]].values.sorted {
                $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
            }
        }
    }

    /// Makes an object under its preconditions; the one that had the name is gone afterwards.
    func put(_ draft: ObjectDraft, _ preconditions: ObjectPreconditions) throws -> ObjectRecord {
        try state.withLock { try put(draft, preconditions, in: &$0) }
    }

    func put(
        _ draft: ObjectDraft, _ preconditions: ObjectPreconditions, in state: inout State
    ) throws -> ObjectRecord {
        guard let bucket = state.buckets[draft.bucket] else { throw GoogleError.noSuchBucket }
        let current = state.objects[draft.bucket]?[draft.name]
        try preconditions.checkWrite(current)
        try takeWrite(draft.bucket, draft.name, in: &state)
        let now = Date()
        state.lastGeneration = max(state.lastGeneration + 1, Int64(now.timeIntervalSince1970 * 1_000_000))
        var attributes = draft.attributes
        attributes.storageClass = attributes.storageClass ?? bucket.storageClass
        let object = ObjectRecord(
            bucket: draft.bucket, name: draft.name, generation: state.lastGeneration, metageneration: 1,
            size: draft.size, crc32c: draft.crc32c, md5: draft.md5, componentCount: draft.componentCount,
            attributes: attributes, created: now, updated: now, extents: draft.extents
        )
        try objectFiles.write(object, to: Self.fileName(draft.bucket, draft.name))
        state.objects[draft.bucket, default: [:]][draft.name] = object
        hold(Set(object.extents.map(\.blob)), in: &state)
        if let current { release(Set(current.extents.map(\.blob)), in: &state) }
        return object
    }

    /// Changes the metadata of an object; its bytes and its generation stay.
    func patch(
        _ bucket: String, _ name: String, _ preconditions: ObjectPreconditions,
        _ change: (inout ObjectAttributes) throws -> Void
    ) throws -> ObjectRecord {
        try state.withLock { state in
            var object = try find(bucket, name, generation: preconditions.generation, in: state)
            try preconditions.checkWrite(object)
            try takeWrite(bucket, name, in: &state)
            try change(&object.attributes)
            object.metageneration += 1
            object.updated = Date()
            try objectFiles.write(object, to: Self.fileName(bucket, name))
            state.objects[bucket]?[name] = object
            return object
        }
    }

    func delete(_ bucket: String, _ name: String, _ preconditions: ObjectPreconditions) throws {
        try state.withLock { state in
            let object = try find(bucket, name, generation: preconditions.generation, in: state)
            try preconditions.checkWrite(object)
            remove(object, in: &state)
        }
    }

    func remove(_ object: ObjectRecord, in state: inout State) {
        objectFiles.remove(Self.fileName(object.bucket, object.name))
        state.objects[object.bucket]?[object.name] = nil
        release(Set(object.extents.map(\.blob)), in: &state)
    }

    /// An object made of others in the same bucket; afterwards the sources are removed where that was asked for.
    func compose(
        _ sources: [(name: String, preconditions: ObjectPreconditions)],
        into name: String, of bucket: String, attributes: ObjectAttributes, _ preconditions: ObjectPreconditions,
        deletingSources: Bool
    ) throws -> ObjectRecord {
        try state.withLock { state in
            let objects = try sources.map { source in
                let object = try find(bucket, source.name, generation: source.preconditions.generation, in: state)
                try source.preconditions.checkWrite(object)
                return object
            }
            var attributes = attributes
            attributes.contentType = attributes.contentType ?? objects.first?.attributes.contentType
            let draft = ObjectDraft(bucket: bucket, name: name, attributes: attributes, sources: objects)
            let composed = try put(draft, preconditions, in: &state)
            if deletingSources {
                for object in objects where object.name != name {
                    // A source may be named more than once.
                    if state.objects[bucket]?[object.name] != nil { remove(object, in: &state) }
                }
            }
            return composed
        }
    }

    /// Another object with the same bytes; with `moving` the source is gone in the same instant.
    func copy(
        _ source: (bucket: String, name: String, preconditions: ObjectPreconditions),
        to destination: (bucket: String, name: String, preconditions: ObjectPreconditions),
        moving: Bool = false,
        _ change: (inout ObjectAttributes) throws -> Void
    ) throws -> ObjectRecord {
        try state.withLock { state in
            let object = try find(
                source.bucket, source.name, generation: source.preconditions.generation, in: state
            )
            try source.preconditions.checkWrite(object)
            var draft = ObjectDraft(
                bucket: destination.bucket, name: destination.name, attributes: object.attributes, sources: [object]
            )
            draft.md5 = object.md5
            draft.componentCount = object.componentCount
            try change(&draft.attributes)
            let made = try put(draft, destination.preconditions, in: &state)
            if moving { remove(object, in: &state) }
            return made
        }
    }

    private func takeWrite(_ bucket: String, _ name: String, in state: inout State) throws {
        guard limitsObjectWrites else { return }
        var budget = state.writeBudgets["\(bucket)/\(name)"] ?? WriteBudget()
        guard budget.take() else { throw GoogleError.objectRateLimit }
        state.writeBudgets["\(bucket)/\(name)"] = budget
    }
}
