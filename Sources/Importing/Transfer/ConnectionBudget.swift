/// Connections to one host that all files of all imports may have open at a time; first come, first served.
package struct ConnectionBudget: Sendable {
    private let slots: ByteBudget

    package init(_ connections: Int) { slots = ByteBudget(capacity: Int64(max(1, connections))) }

    package var capacity: Int { Int(slots.capacity) }
    package var used: Int { Int(slots.used) }

    /// Waits for a connection; every one is given back by ``close()``.
    package func open() async throws { try await slots.acquire(1) }
    package func close() { slots.release(1) }

    /// Runs `body` with one connection of the budget.
    package func using<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        try await open()
        defer { close() }
        return try await body()
    }
}
