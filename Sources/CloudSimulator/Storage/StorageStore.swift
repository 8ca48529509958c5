import Digests
import Foundation
import Synchronization

/// All buckets, objects and unfinished uploads, in memory and on disk.
///
/// An object's file is written by rename after its bytes are in place, and bytes are removed after the last file
/// that names them: a process killed at any moment leaves whole objects. Blobs that nothing names go at the next start.
final class StorageStore: Sendable {
    struct State {
        var buckets: [String: BucketRecord] = [:]
        var objects: [String: [String: ObjectRecord]] = [:]
        var sessions: [String: ResumableSession] = [:]
        var uploads: [String: MultipartUpload] = [:]
        /// How many objects, sessions and parts name a blob.
        var blobUses: [String: Int] = [:]
        var lastGeneration: Int64 = 0
        var writeBudgets: [String: WriteBudget] = [:]
        /// Which request writes a session now; an older writer finds that it is no longer the one.
        var writers: [String: UUID] = [:]
    }

    let state: Mutex<State>
    let directory: StateDirectory
    let objectFiles: StateDirectory
    let sessionFiles: StateDirectory
    let uploadFiles: StateDirectory
    let blobs: StateDirectory
    let limitsObjectWrites: Bool

    init(_ root: StateDirectory, limitsObjectWrites: Bool) throws {
        directory = try root.directory("storage")
        objectFiles = try directory.directory("objects")
        sessionFiles = try directory.directory("sessions")
        uploadFiles = try directory.directory("uploads")
        blobs = try directory.directory("blobs")
        self.limitsObjectWrites = limitsObjectWrites
        var loaded = State()
        loaded.buckets = try directory.read([String: BucketRecord].self, from: "buckets.json") ?? [:]
        for name in try objectFiles.entries() {
            guard let object = try objectFiles.read(ObjectRecord.self, from: name) else { continue }
            loaded.objects[object.bucket, default: [:]][object.name] = object
            loaded.lastGeneration = max(loaded.lastGeneration, object.generation)
        }
        for name in try sessionFiles.entries() {
            guard let session = try sessionFiles.read(ResumableSession.self, from: name) else { continue }
            loaded.sessions[session.id] = session
        }
        for name in try uploadFiles.entries() {
            guard let upload = try uploadFiles.read(MultipartUpload.self, from: name) else { continue }
            loaded.uploads[upload.id] = upload
        }
        state = Mutex(loaded)
        try recover()
    }

    /// A path for new bytes.
    func newBlob() -> String { UUID().uuidString.lowercased() }

    static func fileName(_ bucket: String, _ name: String) -> String {
        var hash = SHA256()
        hash.update(Array("\(bucket)/\(name)".utf8))
        return Hex.encode(hash.finalized()) + ".json"
    }

    /// Finishes what a killed process left between two files, counts the uses of blobs, drops unused ones.
    private func recover() throws {
        try state.withLock { state in
            let named = Dictionary(
                state.objects.values.flatMap(\.values).flatMap { object in
                    object.extents.map { ($0.blob, object) }
                }
            ) { first, _ in first }
            for (id, session) in state.sessions where session.outcome == nil {
                guard let object = named[session.blob] else { continue }
                state.sessions[id]?.outcome = .finished(generation: object.generation)
                if let finished = state.sessions[id] { try sessionFiles.write(finished, to: id + ".json") }
            }
            for (id, upload) in state.uploads where upload.parts.values.contains(where: { named[$0.blob] != nil }) {
                state.uploads[id] = nil
                uploadFiles.remove(id + ".json")
            }
            for object in state.objects.values.flatMap(\.values) {
                for blob in Set(object.extents.map(\.blob)) { state.blobUses[blob, default: 0] += 1 }
            }
            for session in state.sessions.values where session.outcome == nil {
                state.blobUses[session.blob, default: 0] += 1
            }
            for part in state.uploads.values.flatMap(\.parts.values) { state.blobUses[part.blob, default: 0] += 1 }
            for name in try blobs.entries() where state.blobUses[name] == nil { blobs.remove(name) }
        }
    }
}

/// One write a second to one object name, with a few in advance (cloud.google.com/storage/quotas).
struct WriteBudget: Sendable {
    private static let burst = 5.0
    private var tokens = WriteBudget.burst
    private var last = ContinuousClock.now

    /// Takes a write; `false` when the name has been written too often.
    mutating func take(at now: ContinuousClock.Instant = .now) -> Bool {
        let passed = (now - last).components
        let seconds = Double(passed.seconds) + Double(passed.attoseconds) * 1e-18
        tokens = min(Self.burst, tokens + max(0, seconds))
        last = now
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
