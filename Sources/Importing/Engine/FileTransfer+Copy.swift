import Domain

/// Files that the store copies by itself: no byte passes through this process.
extension FileTransfer {
    /// The copy's line of the manifest; nil when the file is to be fetched from the hub after all.
    ///
    /// A copy counts when its size and CRC32C are those that the source's manifest has. Anything else (a source that is
    /// gone, no permission, other bytes) leads to the hub, with nothing left under the file's key.
    func copied(_ record: Journal.FileRecord?) async throws -> ModelManifest.File? {
        guard record?.upload == nil,
            let plan = run.record.plan.copies.first(where: { $0.path == file.path }), plan.size == file.size
        else { return nil }
        run.report(.file(path: file.path, state: .transferring))
        do {
            let info = try await copy(plan)
            guard info.size == plan.size, info.crc32c.hex8 == plan.crc32c else {
                try await shielded { try await store.delete(file.key, if: .generation(info.generation)) }
                return nil
            }
            run.report(.done(path: file.path, bytes: info.size))
            return ModelManifest.File(
                path: file.path, key: file.key, size: info.size, sha256: plan.sha256, crc32c: plan.crc32c,
                promised: file.digest, proof: .copied(from: plan.from)
            )
        } catch is CancellationError {
            throw CancellationError()
        } catch let problem as Problem where problem.code != .cancelled {
            return nil
        }
    }

    /// What an earlier run has copied is found standing; other bytes under the key are replaced.
    private func copy(_ plan: PlannedCopy) async throws -> ObjectInfo {
        let (store, key) = (store, file.key)
        return try await options.retry(sleep: clock.backOff) {
            let there = try await store.stat(key)
            if let there, there.size == plan.size, there.crc32c.hex8 == plan.crc32c { return there }
            let condition = there.map { WriteCondition.generation($0.generation) } ?? .absent
            return try await store.copy(from: plan.from, to: key, if: condition)
        }
    }
}
