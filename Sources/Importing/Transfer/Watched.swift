/// Runs `work` while `watch` looks after it: the watch ends with the work, and the work with what the watch throws.
func watched<Result: Sendable>(
    by watch: @escaping @Sendable () async throws -> Void, _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await watch()
            return nil
        }
        defer { group.cancelAll() }
        while let result = try await group.next() {
            if let result { return result }
        }
        throw CancellationError()
    }
}
