import Domain

extension LeaseHolder {
    /// Holds the lease of an import while something else is done to its model, so that no import of it begins meanwhile.
    ///
    /// What was begun is brought to its end although the caller's task is cancelled; a lease that is lost ends it.
    ///
    /// - Throws: `import-running` when somebody holds it; what the body throws.
    static func holding<Value: Sendable>(
        _ importID: String, in store: any ObjectStore, timing: LeaseTiming, clock: ImportClock,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await shielded {
            let holder = try await acquire(importID, in: store, timing: timing, now: clock.now)
            let result = await Result.of { try await renewing(holder, clock, body) }
            try await holder.release()
            return try result.get()
        }
    }

    private static func renewing<Value: Sendable>(
        _ holder: LeaseHolder, _ clock: ImportClock, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                while !Task.isCancelled {
                    try await clock.tick(.seconds(1))
                    try await holder.renewIfDue()
                }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }
}

extension Result where Failure == any Error {
    /// What a body comes to, error or not.
    static func of(_ body: () async throws -> Success) async -> Result {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
