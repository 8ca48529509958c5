package import Domain
import NIOCore
import Synchronization

/// Compares a stored model with its manifest: every byte, or what the bucket states of each object.
package struct ModelVerifier: Sendable {
    /// Files that are read at a time; each is read by one connection, in order.
    private static let filesAtOnce = 4

    private let store: any ObjectStore
    private let clock: ImportClock

    package init(_ store: any ObjectStore, clock: ImportClock = ImportClock()) {
        self.store = store
        self.clock = clock
    }

    /// Reads every file again, several at once, and computes its digests; cancelling the task ends it.
    ///
    /// A SHA-256 that had been taken over with a copy is proven by this, and the manifest says so afterwards.
    ///
    /// - Parameter progress: told every few megabytes and after each file; must not block.
    /// - Throws: `model-not-found` when the model has no manifest; what the store says when it cannot be read.
    package func verify(
        _ model: ModelIdentity, progress: @escaping @Sendable (VerifyProgress) -> Void = { _ in }
    ) async throws -> ModelVerification {
        let manifest = try await manifest(of: model)
        let meter = VerifyMeter(manifest, report: progress)
        let found = try await withThrowingTaskGroup(of: (Int, Reading).self) { group in
            var results: [Int: Reading] = [:]
            for (index, file) in manifest.files.enumerated() {
                if index >= Self.filesAtOnce, let (done, result) = try await group.next() { results[done] = result }
                group.addTask {
                    let reading = try await read(file, meter)
                    meter.finish(isGood: reading.problem == nil)
                    return (index, reading)
                }
            }
            for try await (done, result) in group { results[done] = result }
            return results
        }
        let readings = manifest.files.indices.compactMap { found[$0] }
        let files = zip(manifest.files, readings).map { file, reading in
            let detail = reading.problem ?? "\(file.size) bytes read again, every digest as recorded"
            return ModelVerification.File(path: file.path, isGood: reading.problem == nil, detail: detail)
        }
        return ModelVerification(model: model, files: files, proven: try await record(readings, of: model))
    }

    /// What reading one file has shown.
    private struct Reading: Sendable {
        var file: ModelManifest.File
        /// Nil when it is right.
        var problem: String?
        /// Of the bytes that were read.
        var sha256 = ""
    }

    /// Writes into the manifest that files are proven whose digests were taken over, believed or unknown until now.
    ///
    /// - Returns: how many those are.
    private func record(_ readings: [Reading], of model: ModelIdentity) async throws -> Int {
        let proven = Dictionary(
            readings.filter { $0.problem == nil && ($0.file.sha256 == nil || !$0.file.proof.isRead) }
                .map { ($0.file, $0.sha256) },
            uniquingKeysWith: { first, _ in first }
        )
        guard !proven.isEmpty else { return 0 }
        let key = BucketLayout.manifestKey(model)
        for _ in 0..<5 {
            guard let info = try await store.stat(key),
                var manifest = try await ManifestReader(store).manifest(of: model)
            else { return 0 }
            var count = 0
            for index in manifest.files.indices {
                // Only what was read: a line that somebody has changed meanwhile is another one.
                guard let sha256 = proven[manifest.files[index]] else { continue }
                manifest.files[index].sha256 = sha256
                manifest.files[index].proof = .read
                count += 1
            }
            guard count > 0 else { return 0 }
            do {
                let bytes = try JSONDocument.encode(manifest)
                _ = try await store.write(key, bytes, if: .generation(info.generation), metadata: [:])
                return count
            } catch let problem as Problem where problem.code == .conflict {
                try await clock.backOff(.seconds(1))
            }
        }
        throw Problem(
            .conflict, "The model's manifest keeps changing",
            detail: "\(key) in \(store.bucket) is written by somebody else", isRetryable: true
        )
    }

    /// Reads no file: compares the size and CRC32C that the bucket states with those of the manifest.
    package func compare(_ model: ModelIdentity) async throws -> ModelVerification {
        let manifest = try await manifest(of: model)
        var objects: [ObjectInfo] = []
        if let prefix = StoredFolder.prefix(of: model) { objects = try await store.list(prefix: prefix) }
        let index = ObjectIndex(objects)
        let files = manifest.files.map { file in
            let problem = Self.difference(of: index[file.key], from: file)
            let detail = problem ?? "size and CRC32C as recorded"
            return ModelVerification.File(path: file.path, isGood: problem == nil, detail: detail)
        }
        return ModelVerification(model: model, files: files)
    }

    private func manifest(of model: ModelIdentity) async throws -> ModelManifest {
        guard let manifest = try await ManifestReader(store).manifest(of: model) else {
            throw Problem(
                .modelNotFound, "Nothing to verify", detail: "\(store.bucket) has no manifest of \(model)",
                fix: "A completed model gets one by: llm-manager models fsck --repair --bucket \(store.bucket)"
            )
        }
        return manifest
    }

    private static func difference(of object: ObjectInfo?, from file: ModelManifest.File) -> String? {
        guard let object else { return "missing: no object \(file.key)" }
        guard object.size == file.size else { return "size \(object.size), expected \(file.size)" }
        let found = object.crc32c.hex8
        return found == file.crc32c.lowercased() ? nil : "CRC32C \(found), expected \(file.crc32c)"
    }

    private func read(_ file: ModelManifest.File, _ meter: VerifyMeter) async throws -> Reading {
        var reading = Reading(file: file, problem: Self.difference(of: try await store.stat(file.key), from: file))
        guard reading.problem == nil else { return reading }
        var gitSize: Int64?
        if case .gitBlob? = file.promised { gitSize = file.size }
        var hasher = FileHasher(gitBlobSize: gitSize)
        for try await buffer in try await store.read(file.key, range: nil) {
            try Task.checkCancellation()
            hasher.update(buffer)
            meter.count(buffer.readableBytes)
        }
        reading.sha256 = hasher.sha256Hex
        reading.problem = Self.problem(of: hasher, file)
        return reading
    }

    private static func problem(of hasher: FileHasher, _ file: ModelManifest.File) -> String? {
        guard hasher.position == file.size else { return "only \(hasher.position) of \(file.size) bytes could be read" }
        guard hasher.crc.hex8 == file.crc32c.lowercased() else {
            return "the CRC32C of its bytes is \(hasher.crc.hex8)"
        }
        if let sha256 = file.sha256, hasher.sha256Hex != sha256 { return "the SHA-256 is \(hasher.sha256Hex)" }
        do {
            try hasher.check(file.promised, path: file.path)
        } catch {
            return error.detail
        }
        return nil
    }
}

/// Counts what several readers have read, and tells it now and then.
final class VerifyMeter: Sendable {
    /// Bytes between two reports.
    private static let step: Int64 = 8 << 20

    private let state: Mutex<(progress: VerifyProgress, told: Int64)>
    private let report: @Sendable (VerifyProgress) -> Void

    init(_ manifest: ModelManifest, report: @escaping @Sendable (VerifyProgress) -> Void) {
        let progress = VerifyProgress(model: manifest.model, files: manifest.files.count, bytes: manifest.size)
        state = Mutex((progress, 0))
        self.report = report
        report(progress)
    }

    func count(_ bytes: Int) {
        let due = state.withLock { state -> VerifyProgress? in
            state.progress.bytesDone = state.progress.bytesDone + ByteCount(Int64(bytes))
            guard state.progress.bytesDone.bytes - state.told >= Self.step else { return nil }
            state.told = state.progress.bytesDone.bytes
            return state.progress
        }
        if let due { report(due) }
    }

    func finish(isGood: Bool) {
        report(
            state.withLock { state in
                state.progress.filesDone += 1
                if !isGood { state.progress.filesBad += 1 }
                return state.progress
            }
        )
    }
}
