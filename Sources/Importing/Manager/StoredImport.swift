package import Domain
package import Foundation

/// An import of which only the bucket tells: run elsewhere, or left by a process that is gone.
package struct StoredImport: Sendable {
    package var trace: ImportTrace
    /// Somebody holds its lease.
    package var isLive: Bool

    package init(_ trace: ImportTrace, now: Date) {
        self.trace = trace
        isLive = trace.lease?.isLive(at: now) ?? false
    }

    private var record: ImportRecord { trace.record }

    /// Nobody holds the lease, and the journal does not say how the last run ended.
    private var hasDied: Bool { !isLive && !(trace.main?.state.isSettled ?? false) }

    package var state: ImportState {
        let journalled = trace.main?.state ?? .planned
        if isLive {
            // Somebody has taken it up, and has not written so yet; or is about to give the lease back.
            return journalled.isSettled ? .transferring : journalled
        }
        switch journalled {
        case .completed, .failed, .cancelled: return journalled
        case .interrupted(let reason): return .interrupted(reason: lacksToken ? .needsToken : reason)
        case .planned, .transferring, .publishing:
            return .interrupted(reason: lacksToken ? .needsToken : .died)
        }
    }

    /// It used one, and nobody has kept it.
    private var lacksToken: Bool { record.usesToken && !record.keepsToken }

    /// A death is written nowhere, and is news nevertheless.
    package var version: Int64 { trace.version + (hasDied ? 1 : 0) }

    package func progress(at now: Date) -> ImportProgress {
        progress(at: now, rate: TransferRate(since: now.timeIntervalSince1970))
    }

    func progress(at now: Date, rate: TransferRate) -> ImportProgress {
        let held = Set(record.plan.held)
        let open = openFiles()
        let files = record.plan.model.chosen.map { file -> FileProgress in
            if let result = trace.results[file.path] {
                return FileProgress(path: file.path, size: result.size, done: result.size, state: .verified)
            }
            if held.contains(file.path) {
                return FileProgress(path: file.path, size: file.size, done: file.size ?? 0, state: .skipped)
            }
            guard let found = open[file.path] else { return FileProgress(path: file.path, size: file.size) }
            return FileProgress(
                path: file.path, size: file.size, done: found.hash?.position ?? 0,
                state: isLive ? .transferring : .waiting
            )
        }
        let snapshot = ImportSnapshot(
            id: record.plan.importID, target: record.target, bucket: record.plan.bucket,
            model: record.plan.model.identity, state: state, version: version, files: [], bytesPerSecond: 0,
            fetchedBytes: trace.fetchedBytes, startedAt: record.startedAt, updatedAt: trace.updatedAt,
            startedBy: record.startedBy, isElsewhere: isLive,
            tasks: record.executor == .job ? record.tasks : nil
        )
        return ImportProgress(files, of: snapshot, rate: rate)
    }

    package func snapshot(at now: Date) -> ImportSnapshot { progress(at: now).current(at: now) }

    /// Where two tasks tell of the same file, the later owner counts.
    private func openFiles() -> [String: Journal.FileRecord] {
        var open: [String: Journal.FileRecord] = [:]
        for journal in trace.journals.values.sorted(by: { ($0.epoch, $0.version) < ($1.epoch, $1.version) }) {
            for (path, file) in journal.files where file.result == nil { open[path] = file }
        }
        return open
    }
}
