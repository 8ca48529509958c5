import Foundation
import Synchronization

extension StorageStore {
    func open(_ upload: MultipartUpload) throws {
        try state.withLock { state in
            guard state.buckets[upload.bucket] != nil else { throw GoogleError.noSuchBucket }
            try uploadFiles.write(upload, to: upload.id + ".json")
            state.uploads[upload.id] = upload
        }
    }

    /// The upload; an id of another object is unknown.
    func upload(_ id: String, _ bucket: String, _ name: String) throws -> MultipartUpload {
        try state.withLock { try find(upload: id, bucket, name, in: $0) }
    }

    private func find(
        upload id: String, _ bucket: String, _ name: String, in state: State
    ) throws -> MultipartUpload {
        guard state.buckets[bucket] != nil else { throw GoogleError.noSuchBucket }
        guard let upload = state.uploads[id], upload.bucket == bucket, upload.name == name else {
            throw GoogleError.noSuchUpload
        }
        return upload
    }

    /// Unfinished uploads of a bucket, by name and age.
    func uploads(of bucket: String, prefix: String) throws -> [MultipartUpload] {
        try state.withLock { state in
            guard state.buckets[bucket] != nil else { throw GoogleError.noSuchBucket }
            return state.uploads.values
                .filter { $0.bucket == bucket && $0.name.hasPrefix(prefix) }
                .sorted { ($0.name, $0.created, $0.id) < ($1.name, $1.created, $1.id) }
        }
    }

    /// Stores a part; one that had the number is replaced.
    func add(_ part: MultipartUpload.Part, to id: String, _ bucket: String, _ name: String) throws {
        try state.withLock { state in
            var upload = try find(upload: id, bucket, name, in: state)
            let old = upload.parts[part.number]
            upload.parts[part.number] = part
            try uploadFiles.write(upload, to: id + ".json")
            state.uploads[id] = upload
            hold([part.blob], in: &state)
            if let old { release([old.blob], in: &state) }
        }
    }

    func abort(_ id: String, _ bucket: String, _ name: String) throws {
        try state.withLock { state in
            drop(try find(upload: id, bucket, name, in: state), in: &state)
        }
    }

    private func drop(_ upload: MultipartUpload, in state: inout State) {
        uploadFiles.remove(upload.id + ".json")
        state.uploads[upload.id] = nil
        for part in upload.parts.values { release([part.blob], in: &state) }
    }

    /// The smallest size of a part that is not the last one.
    static let smallestPart: Int64 = 5 << 20

    /// Turns the named parts into the object. Parts that are not named go.
    func complete(
        _ id: String, _ bucket: String, _ name: String, _ wanted: [(number: Int, etag: String)]
    ) throws -> ObjectRecord {
        try state.withLock { state in
            let upload = try find(upload: id, bucket, name, in: state)
            guard zip(wanted, wanted.dropFirst()).allSatisfy({ $0.number < $1.number }) else {
                throw GoogleError.invalidPartOrder
            }
            var parts: [MultipartUpload.Part] = []
            for (index, want) in wanted.enumerated() {
                guard let part = upload.parts[want.number], part.etag == want.etag else {
                    throw GoogleError.invalidPart
                }
                if index < wanted.count - 1, part.size < Self.smallestPart { throw GoogleError.entityTooSmall }
                parts.append(part)
            }
            let pieces = parts.map { part in
                ObjectRecord(
                    bucket: bucket, name: name, generation: 0, metageneration: 0, size: part.size,
                    crc32c: part.crc32c, attributes: ObjectAttributes(), created: part.modified,
                    updated: part.modified,
                    extents: part.size == 0 ? [] : [.init(blob: part.blob, offset: 0, length: part.size)]
                )
            }
            var draft = ObjectDraft(bucket: bucket, name: name, attributes: upload.attributes, sources: pieces)
            draft.componentCount = nil
            let object = try put(draft, ObjectPreconditions(), in: &state)
            drop(upload, in: &state)
            return object
        }
    }
}
