package import Domain
package import Foundation

/// An import of which only the bucket tells: run elsewhere, or left by a process that has died.
package struct StoredImport: Sendable {
    package var record: ImportRecord
    package var journal: Journal?
    /// Somebody holds its lease.
    package var isLive: Bool

    package init(record: ImportRecord, journal: Journal?, isLive: Bool) {
        self.record = record
        self.journal = journal
        self.isLive = isLive
    }

    package func snapshot(at now: Date) -> ImportSnapshot {
        var snapshot = ImportProgress(record: record, now: now).current(at: now)
        snapshot.state = state
        snapshot.version = journal?.snapshotVersion ?? 0
        snapshot.updatedAt = journal?.updatedAt ?? record.startedAt
        snapshot.fetchedBytes = journal?.fetchedBytes ?? 0
        for index in snapshot.files.indices {
            guard let file = journal?.files[snapshot.files[index].path] else { continue }
            if let result = file.result {
                snapshot.files[index].state = .verified
                snapshot.files[index].done = result.size
                snapshot.files[index].size = result.size
            } else {
                snapshot.files[index].done = file.hash?.position ?? 0
                snapshot.files[index].state = isLive ? .transferring : .waiting
            }
        }
        return snapshot
    }

    /// A state that was running when the process died is an interruption by now.
    private var state: ImportState {
        let journalled = journal?.state ?? .planned
        if isLive || journalled.isSettled, !needsToken(journalled) { return journalled }
        return .interrupted(reason: record.usesToken ? .needsToken : .stopped)
    }

    private func needsToken(_ state: ImportState) -> Bool {
        if case .interrupted = state { record.usesToken && !isLive } else { false }
    }
}
