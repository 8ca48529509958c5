package import Domain
package import Foundation

/// Events in, snapshots out. Pure: the time comes with every event. An event costs the same whatever the number of
/// files, and so does a snapshot.
///
/// Versions begin with the microseconds since 1970, so that a resumed run, anywhere, shows higher ones than the last.
package struct ImportProgress: Sendable {
    private var snapshot: ImportSnapshot
    /// Every file, in the model's order.
    package private(set) var files: [FileProgress]
    private var indexes: [String: Int] = [:]
    private var shown: ShownFiles
    private var rate: TransferRate

    package init(record: ImportRecord, now: Date) {
        let held = Set(record.plan.held)
        let files = record.plan.model.chosen.map { file in
            let isHeld = held.contains(file.path)
            return FileProgress(
                path: file.path, size: file.size, done: isHeld ? file.size ?? 0 : 0, state: isHeld ? .skipped : .waiting
            )
        }
        self.init(
            files,
            of: ImportSnapshot(
                id: record.plan.importID, target: record.target, bucket: record.plan.bucket,
                model: record.plan.model.identity, state: .planned, version: now.microseconds, files: [],
                bytesPerSecond: 0, fetchedBytes: 0, startedAt: record.startedAt, updatedAt: now.rfc3339,
                startedBy: record.startedBy, tasks: record.executor == .job ? record.tasks : nil
            ),
            rate: TransferRate(since: now.timeIntervalSince1970)
        )
    }

    /// Progress that is known already: what the bucket tells of an import that runs elsewhere.
    init(_ files: [FileProgress], of snapshot: ImportSnapshot, rate: TransferRate) {
        self.files = files
        self.snapshot = snapshot
        self.snapshot.tally = FileTally(files)
        shown = ShownFiles(files)
        self.rate = rate
        for (index, file) in files.enumerated() { indexes[file.path] = index }
    }

    /// Takes an event in. A state event that cannot happen is left out: the run's own state is what counts.
    package mutating func apply(_ event: ImportEvent, at now: Date) {
        switch event {
        case .state(let change): try? snapshot.state.apply(change)
        case .fetched(let bytes):
            snapshot.fetchedBytes += bytes
            rate.count(bytes, at: now.timeIntervalSince1970)
        case .done(let path, let bytes): change(path) { $0.done = max($0.done, bytes) }
        case .size(let path, let bytes): change(path) { $0.size = bytes }
        case .file(let path, let state):
            change(path) { file in
                file.state = state
                if state.isDone { file.done = file.size ?? file.done }
            }
        case .restored(let fetched): snapshot.fetchedBytes = max(snapshot.fetchedBytes, fetched)
        }
        snapshot.version += 1
        snapshot.updatedAt = now.rfc3339
    }

    package var state: ImportState { snapshot.state }
    package var version: Int64 { snapshot.version }

    /// Everything there is to know at this moment.
    package func current(at now: Date) -> ImportSnapshot {
        var current = snapshot
        current.files = shown.indexes(of: files.count).map { files[$0] }
        current.bytesPerSecond = current.state.isSettled ? 0 : rate.value(at: now.timeIntervalSince1970)
        return current
    }

    private mutating func change(_ path: String, _ edit: (inout FileProgress) -> Void) {
        guard let index = indexes[path] else { return }
        let old = files[index]
        edit(&files[index])
        snapshot.tally.replace(old, with: files[index])
        if old.state != files[index].state { shown.moved(index, from: old.state, to: files[index].state) }
    }
}

/// Payload bytes per second over the last few seconds.
struct TransferRate: Sendable {
    /// Seconds over which the rate is taken, and into which slices of it bytes are counted.
    private static let window = 5.0
    private static let slice = 0.25

    private var samples: [(time: Double, bytes: Int64)] = []
    private let began: Double

    init(since time: Double) { began = time }

    mutating func count(_ bytes: Int64, at time: Double) {
        if let last = samples.indices.last, time - samples[last].time < Self.slice {
            samples[last].bytes += bytes
        } else {
            samples.append((time, bytes))
        }
        while let first = samples.first, time - first.time > Self.window { samples.removeFirst() }
    }

    func value(at time: Double) -> Double {
        let recent = samples.filter { time - $0.time <= Self.window }
        let bytes = recent.reduce(Int64(0)) { $0 + $1.bytes }
        return Double(bytes) / min(Self.window, max(1, time - began))
    }
}
