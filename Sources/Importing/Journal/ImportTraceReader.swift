package import Domain

/// Looks at an import's objects again and again: one listing a look, and a read for each object that has changed.
/// Segments never change and are read once.
package actor ImportTraceReader {
    private static let limit = 256 << 20

    private let store: any ObjectStore
    private let importID: String
    private var record: ImportRecord?
    private var lease: (generation: Int64, value: Lease?)?
    private var slots: [ImportObject: Slot] = [:]
    /// Those that were read.
    private var segments: Set<ImportObject> = []
    private var results: [String: ModelManifest.File] = [:]

    /// One of the two names of a task's journal.
    struct Slot: Sendable {
        var generation: Int64
        /// Nil when it is damaged, foreign, or of a newer version.
        var journal: Journal?
    }

    package init(_ store: any ObjectStore, importID: String) {
        self.store = store
        self.importID = importID
    }

    /// The import as it stands now; nil when its record is gone.
    package func read() async throws -> ImportTrace? {
        guard try await look(), let record else { return nil }
        let remains = known()
        return ImportTrace(
            record: record, lease: lease?.value, journals: remains.journals, results: remains.results
        )
    }

    /// What journals and segments tell, whether or not there is a record.
    struct Remains: Sendable {
        var journals: [Int: Journal]
        var results: [String: ModelManifest.File]

        /// Open files of all tasks; where two tell of the same file, the later owner counts.
        var openFiles: [String: Journal.FileRecord] {
            var open: [String: Journal.FileRecord] = [:]
            for journal in journals.values.sorted(by: { ($0.epoch, $0.version) < ($1.epoch, $1.version) }) {
                for (path, file) in journal.files where file.result == nil { open[path] = file }
            }
            return open
        }
    }

    func remains() async throws -> Remains {
        _ = try await look(readsRecord: false)
        return known()
    }

    private func known() -> Remains {
        var results = results
        var journals: [Int: Journal] = [:]
        for case (.journal(let task, _), let slot) in slots {
            journals[task] = Journal.newest([journals[task], slot.journal])
        }
        for journal in journals.values {
            for file in journal.files.values {
                if let result = file.result { results[result.path] = result }
            }
        }
        return Remains(journals: journals, results: results)
    }

    func slot(task: Int, _ number: Int) -> Slot? { slots[.journal(task: task, slot: number)] }

    /// The first number under which this task can write a segment.
    func nextSegment(task: Int) -> Int {
        let numbers = segments.compactMap { object -> Int? in
            if case .segment(task, let number) = object { number } else { nil }
        }
        return (numbers.max() ?? -1) + 1
    }

    /// Brings what is known up to date.
    ///
    /// - Parameter readsRecord: false leaves out what the import set out to do, which may be damaged.
    /// - Returns: whether there is a record.
    private func look(readsRecord: Bool = true) async throws -> Bool {
        var seen: Set<ImportObject> = []
        for info in try await store.list(prefix: BucketLayout.importPrefix(importID)) {
            guard let object = ImportObject(key: info.key, importID: importID) else { continue }
            seen.insert(object)
            switch object {
            case .plan: if record == nil, readsRecord { record = try await ImportRecord.read(importID, from: store) }
            case .lease: try await readLease(info)
            case .journal: try await readJournal(object, info)
            case .segment: try await readSegment(object, info)
            }
        }
        if !seen.contains(.lease) { lease = nil }
        slots = slots.filter { seen.contains($0.key) }
        return seen.contains(.plan)
    }

    private func readLease(_ info: ObjectInfo) async throws {
        guard lease?.generation != info.generation else { return }
        lease = (info.generation, try await Lease.read(importID, from: store)?.0)
    }

    private func readJournal(_ object: ImportObject, _ info: ObjectInfo) async throws {
        guard slots[object]?.generation != info.generation else { return }
        do {
            let bytes = try await store.read(info.key, range: nil).collect(upTo: Self.limit)
            let journal = try? JSONDocument.decode(Journal.self, from: bytes)
            let isOurs = journal.map { (1...Journal.currentFormat).contains($0.format) && $0.importID == importID }
            slots[object] = Slot(generation: info.generation, journal: isOurs == true ? journal : nil)
        } catch let problem as Problem where problem.code == .notFound {
            slots[object] = nil
        }
    }

    private func readSegment(_ object: ImportObject, _ info: ObjectInfo) async throws {
        guard !segments.contains(object) else { return }
        let segment = try await JournalSegment.read(info.key, from: store)
        segments.insert(object)
        guard let segment, segment.importID == importID else { return }
        for file in segment.files { results[file.path] = file }
    }
}
