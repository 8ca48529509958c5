/// Work that any number of callers wait for together.
///
/// A caller that is cancelled leaves at once and disturbs nobody; when the last one has left, the work is cancelled too.
actor SharedWork<Value: Sendable> {
    private var task: Task<Void, Never>?
    private var waiting: [Int: CheckedContinuation<Value, any Error>] = [:]
    private var next = 0
    /// Tells a run that was given up from the one that followed it.
    private var run = 0

    /// Joins the work that runs, or begins it.
    func value(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let id = next
        next += 1
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await withCheckedThrowingContinuation { continuation in
                waiting[id] = continuation
                if task == nil { begin(work) }
            }
        } onCancel: {
            Task { await leave(id) }
        }
    }

    private func begin(_ work: @escaping @Sendable () async throws -> Value) {
        run += 1
        let run = run
        task = Task {
            do {
                finish(run, .success(try await work()))
            } catch {
                finish(run, .failure(error))
            }
        }
    }

    private func finish(_ finished: Int, _ outcome: Result<Value, any Error>) {
        guard finished == run, task != nil else { return }
        task = nil
        let all = waiting.values
        waiting = [:]
        for continuation in all { continuation.resume(with: outcome) }
    }

    private func leave(_ id: Int) {
        guard let continuation = waiting.removeValue(forKey: id) else { return }
        continuation.resume(throwing: CancellationError())
        guard waiting.isEmpty else { return }
        task?.cancel()
        task = nil
    }
}
