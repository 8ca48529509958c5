import Domain

/// One read of the world for all who ask the same at a time: a hundred consoles that list a project cost its upstreams
/// little more than one.
///
/// An answer is never older than its question: who asks while a read runs waits for the next one, which begins when that
/// one has ended and serves everybody who came meanwhile. A read's error is everybody's; it is cancelled when the last
/// of those who wait for it is.
actor SharedReads<Value: Sendable> {
    private struct Key: Hashable {
        var target: Target
        var part: String?
    }

    private struct Run {
        var id: Int
        var task: Task<Value, any Error>
        var waiters = 1
    }

    private struct Line {
        var running: Run?
        /// It has not begun yet: others may join.
        var next: Run?
    }

    private var lines: [Key: Line] = [:]
    private var lastID = 0

    /// How many different things are being read now.
    var count: Int { lines.count }

    /// How many askers wait now.
    var waiting: Int {
        lines.values.reduce(0) { $0 + ($1.running?.waiters ?? 0) + ($1.next?.waiters ?? 0) }
    }

    /// - Parameter part: what is read of the target, where it is not the whole.
    func value(
        of target: Target, _ part: String? = nil, _ read: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let key = Key(target: target, part: part)
        let run = join(key, read)
        return try await withTaskCancellationHandler {
            try await run.task.value
        } onCancel: {
            Task { await leave(key, run.id) }
        }
    }

    private func join(_ key: Key, _ read: @escaping @Sendable () async throws -> Value) -> Run {
        if let next = lines[key]?.next {
            lines[key]?.next?.waiters += 1
            return next
        }
        lastID += 1
        let id = lastID
        let before = lines[key]?.running?.task
        let run = Run(
            id: id,
            task: Task {
                if let before {
                    _ = await before.result
                    begin(key, id)
                }
                defer { end(key, id) }
                try Task.checkCancellation()
                return try await read()
            })
        if before == nil { lines[key, default: Line()].running = run } else { lines[key]?.next = run }
        return run
    }

    private func begin(_ key: Key, _ id: Int) {
        guard let next = lines[key]?.next, next.id == id else { return }
        lines[key] = Line(running: next)
    }

    private func end(_ key: Key, _ id: Int) {
        guard lines[key]?.running?.id == id else { return }
        lines[key]?.running = nil
        if lines[key]?.next == nil { lines[key] = nil }
    }

    private func leave(_ key: Key, _ id: Int) {
        guard var line = lines[key] else { return }
        if line.running?.id == id {
            line.running?.waiters -= 1
            if line.running?.waiters == 0 { line.running?.task.cancel() }
        } else if line.next?.id == id {
            line.next?.waiters -= 1
            if line.next?.waiters == 0 {
                line.next?.task.cancel()
                line.next = nil
            }
        }
        lines[key] = line
    }
}
