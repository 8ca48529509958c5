package import Domain

/// How N tasks share an import's files. Pure: every task computes the same shares from the same plan.
package enum Shards {
    /// What one file costs besides its bytes (requests, a resolve, a digest to check), in bytes that move meanwhile.
    private static let overhead: Int64 = 1 << 20
    /// Bytes that are worth a task of their own.
    private static let bytesPerTask: Int64 = 8 << 30

    /// The largest file first, each to the task that has the least so far; the lowest of equals.
    ///
    /// One file is one task's, however large: a giant file sets the time of the whole.
    /// - Returns: `tasks` shares, some of them empty when there are fewer files.
    package static func split(_ files: [SourceFile], into tasks: Int) -> [[SourceFile]] {
        let count = max(1, tasks)
        var shares = [[SourceFile]](repeating: [], count: count)
        var loads = [Int64](repeating: 0, count: count)
        for file in files.sorted(by: { (-($0.size ?? 0), $0.path) < (-($1.size ?? 0), $1.path) }) {
            let least = loads.indices.min { (loads[$0], $0) < (loads[$1], $1) } ?? 0
            shares[least].append(file)
            loads[least] += max(0, file.size ?? 0) + overhead
        }
        return shares
    }

    /// The number of tasks that pays for a plan: one for every 8 GiB, and never more than files.
    package static func sensibleCount(for plan: ImportPlan, atMost limit: Int) -> Int {
        let held = Set(plan.held)
        let files = plan.model.chosen.filter { !held.contains($0.path) && !$0.isLast }
        let byBytes = Int((plan.bytesToFetch.bytes + bytesPerTask - 1) / bytesPerTask)
        return max(1, min(limit, byBytes, files.count))
    }
}
