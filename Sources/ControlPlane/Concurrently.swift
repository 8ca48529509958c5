/// Runs `work` for every item, at most `limit` at a time; the results keep the items' order. The first error cancels
/// the rest.
func concurrently<Item: Sendable, Value: Sendable>(
    _ items: [Item], atMost limit: Int, _ work: @escaping @Sendable (Item) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: Numbered<Value>.self) { group in
        var results: [Int: Value] = [:]
        for (index, item) in items.enumerated() {
            if index >= limit, let next = try await group.next() { results[next.index] = next.value }
            group.addTask { Numbered(index: index, value: try await work(item)) }
        }
        for try await next in group { results[next.index] = next.value }
        return items.indices.compactMap { results[$0] }
    }
}

/// What a task of a group answers. No tuple: one that holds a `Result` has ended a release build.
private struct Numbered<Value: Sendable>: Sendable {
    var index: Int
    var value: Value
}
