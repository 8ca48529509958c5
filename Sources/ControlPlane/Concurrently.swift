/// Runs `work` for every item, at most `limit` at a time; the results keep the items' order. The first error cancels
/// the rest.
func concurrently<Item: Sendable, Value: Sendable>(
    _ items: [Item], atMost limit: Int, _ work: @escaping @Sendable (Item) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        var results: [Int: Value] = [:]
        for (index, item) in items.enumerated() {
            if index >= limit, let (done, value) = try await group.next() { results[done] = value }
            group.addTask { (index, try await work(item)) }
        }
        for try await (done, value) in group { results[done] = value }
        return items.indices.compactMap { results[$0] }
    }
}
