package import Domain

extension ImportManager {
    /// Imports of other processes that this one brings on at a time, beside its own.
    private static let takeoversAtOnce = 3

    /// Goes on with imports of a bucket whose process is gone, and takes back those that somebody had asked to cancel.
    ///
    /// Taken over is what died or was shut down and needs no token. What a person has stopped, what has failed and what
    /// needs a token waits for a person. Of several managers that look at the same time one takes over.
    ///
    /// - Returns: ids of the imports that run here now.
    package func takeOver(in bucket: String, of target: Target) async throws -> [String] {
        let store = try engines.store(bucket, in: target)
        var taken: [String] = []
        for id in try await ImportRecord.ids(in: store) where !isRunning(id) {
            guard !isShutDown, running.values.count(where: { $0.isTakenOver && !$0.isSettled }) < Self.takeoversAtOnce
            else { break }
            do {
                if try await takeOver(id, in: store, bucket, target) { taken.append(id) }
            } catch let problem as Problem
                where [.conflict, .importRunning, .importNotRunning, .notFound].contains(problem.code)
            {
                continue  // another manager was quicker, or its record cannot be read, which a check tells
            }
        }
        return taken
    }

    private func takeOver(
        _ id: String, in store: any ObjectStore, _ bucket: String, _ target: Target
    ) async throws -> Bool {
        guard let stored = try await stored(id, in: store), !stored.isLive else { return false }
        if try await CancelRequest.stands(id, in: store) {
            let source = stored.trace.record.plan.model.reference.source
            try await engines.engine(for: source, bucket: bucket, in: target).cancel(id)
            return false
        }
        switch stored.state {
        case .interrupted(.died), .interrupted(.shutDown): break
        default: return false
        }
        let (before, condition) = try await Takeover.read(id, from: store)
        let fetched = stored.trace.fetchedBytes
        guard let next = before.next(at: engines.clock.now(), fetchedBytes: fetched) else { return false }
        // Written under a precondition: one of those who look at the same time goes on.
        try await next.write(id, to: store, if: condition)
        let token = try await usable(nil, for: stored.trace.record)
        guard !isRunning(id) else { return false }
        try launch(ImportJob(record: stored.trace.record, isResume: true, token: token), isTakenOver: true)
        return true
    }
}
