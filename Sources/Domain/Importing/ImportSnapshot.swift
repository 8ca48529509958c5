/// Everything there is to know of an import at one moment: what an SSE event, a table row and `--json` show.
///
/// Its size does not grow with the model: it counts all files and shows at most ``shownFiles`` of them.
package struct ImportSnapshot: Sendable, Hashable, Codable {
    /// Files that a snapshot names at most; the others are counted, and listed page by page where they are asked for.
    package static let shownFiles = 100

    /// Derived from bucket and model, so that two managers asked for the same import mean the same one.
    package var id: String
    package var target: Target
    package var bucket: String
    package var model: ModelIdentity
    package var state: ImportState
    /// Grows with every change; the SSE event's id.
    package var version: Int64
    /// All files together.
    package var tally: FileTally
    /// Those that run or have failed, the latest that were verified, then the first ones: in the model's order.
    package var files: [FileProgress]
    /// Payload bytes per second over the last few seconds.
    package var bytesPerSecond: Double
    /// Bytes fetched from the hub by all attempts; more than `doneBytes` when a resume had to fetch again.
    package var fetchedBytes: Int64
    package var startedAt: String
    package var updatedAt: String
    package var startedBy: String
    /// Another process runs it; this one only follows.
    package var isElsewhere: Bool
    /// Tasks of a Cloud Run job that share its files; nil when one process runs it.
    package var tasks: Int?

    /// - Parameters:
    ///   - tally: of all files; nil counts the given ones.
    ///   - files: those to show.
    package init(
        id: String, target: Target, bucket: String, model: ModelIdentity, state: ImportState, version: Int64,
        tally: FileTally? = nil, files: [FileProgress], bytesPerSecond: Double, fetchedBytes: Int64,
        startedAt: String, updatedAt: String, startedBy: String, isElsewhere: Bool = false,
        tasks: Int? = nil
    ) {
        self.id = id
        self.target = target
        self.bucket = bucket
        self.model = model
        self.state = state
        self.version = version
        self.tally = tally ?? FileTally(files)
        self.files = files
        self.bytesPerSecond = bytesPerSecond
        self.fetchedBytes = fetchedBytes
        self.startedAt = startedAt
        self.updatedAt = updatedAt
        self.startedBy = startedBy
        self.isElsewhere = isElsewhere
        self.tasks = tasks
    }

    package var totalBytes: Int64 { tally.totalBytes }
    package var doneBytes: Int64 { tally.doneBytes }
    package var verifiedFiles: Int { tally.verified }
    /// Files that ``files`` does not name.
    package var filesLeftOut: Int { max(0, tally.total - files.count) }

    /// Seconds to go at the present rate; nil when that cannot be said.
    package var secondsLeft: Double? {
        guard !state.isSettled, bytesPerSecond > 1 else { return nil }
        return Double(max(0, totalBytes - doneBytes)) / bytesPerSecond
    }
}

package struct FileProgress: Sendable, Hashable, Codable {
    package var path: String
    package var size: Int64?
    /// Bytes of this file that are safe in the bucket or counted by the hash, whichever is less.
    package var done: Int64
    package var state: State

    package init(path: String, size: Int64?, done: Int64 = 0, state: State = .waiting) {
        self.path = path
        self.size = size
        self.done = done
        self.state = state
    }

    package enum State: String, Sendable, Hashable, Codable {
        case waiting, transferring, verifying, verified
        /// The bucket held it already, by digest.
        case skipped
        case failed

        package var isActive: Bool { self == .transferring || self == .verifying }
        package var isDone: Bool { self == .verified || self == .skipped }
    }
}

/// One page of an import's files, in the model's order.
package struct ImportFilePage: Sendable, Hashable {
    package var files: [FileProgress]
    /// Files of the import in all.
    package var total: Int
    /// Where the next page begins; nil after the last one.
    package var next: Int?

    package init(files: [FileProgress], total: Int, next: Int?) {
        self.files = files
        self.total = total
        self.next = next
    }

    /// The page that begins with file `start`, at most `limit` files long.
    package init(of files: [FileProgress], from start: Int, limit: Int) {
        let begin = min(max(start, 0), files.count)
        let end = min(begin + max(limit, 1), files.count)
        self.init(files: Array(files[begin..<end]), total: files.count, next: end < files.count ? end : nil)
    }
}
