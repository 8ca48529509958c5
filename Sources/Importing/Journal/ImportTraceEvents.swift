import Domain

/// Turns successive looks at an import that runs elsewhere into the events that its watchers would have had here.
package struct ImportTraceEvents: Sendable {
    private let group: String
    private var fetched: Int64?
    private var state = ImportState.planned
    private var done: [String: Int64] = [:]
    private var verified: Set<String> = []

    /// - Parameter group: journals of other runs tell of the past.
    package init(group: String) { self.group = group }

    package mutating func events(of trace: ImportTrace) -> [ImportEvent] {
        var events: [ImportEvent] = []
        if let fetched, trace.fetchedBytes > fetched {
            events.append(.fetched(bytes: trace.fetchedBytes - fetched))
        } else if fetched == nil {
            events.append(.restored(fetched: trace.fetchedBytes))
        }
        fetched = trace.fetchedBytes
        for journal in trace.journals.values where journal.group == group {
            for (path, file) in journal.files where file.result == nil {
                let bytes = file.hash?.position ?? 0
                if done[path] == nil { events.append(.file(path: path, state: .transferring)) }
                if done[path] != bytes { events.append(.done(path: path, bytes: bytes)) }
                done[path] = bytes
            }
        }
        for (path, result) in trace.results where verified.insert(path).inserted {
            events.append(.size(path: path, bytes: result.size))
            events.append(.done(path: path, bytes: result.size))
            events.append(.file(path: path, state: .verified))
        }
        if let main = trace.main, main.group == group { events += steps(to: main.state) }
        return events
    }

    private mutating func steps(to next: ImportState) -> [ImportEvent] {
        defer { state = next }
        switch (state, next) {
        case (.transferring, .transferring), (.publishing, .publishing): return []
        case (_, .transferring): return [.state(.started)]
        case (.transferring, .publishing): return [.state(.allTransferred)]
        case (.planned, .publishing): return [.state(.started), .state(.allTransferred)]
        // How it ended is the executor's to say: it knows more than the journal.
        default: return []
        }
    }
}
