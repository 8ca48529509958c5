/// Everything there is to know of an import at one moment: what an SSE event, a table row and `--json` show.
package struct ImportSnapshot: Sendable, Hashable, Codable {
    /// Derived from bucket and model, so that two managers asked for the same import mean the same one.
    package var id: String
    package var target: Target
    package var bucket: String
    package var model: ModelIdentity
    package var state: ImportState
    /// Grows with every change; the SSE event's id.
    package var version: Int64
    package var files: [FileProgress]
    /// Payload bytes per second over the last few seconds.
    package var bytesPerSecond: Double
    /// Bytes fetched from the hub by all attempts; more than `doneBytes` when a resume had to fetch again.
    package var fetchedBytes: Int64
    package var startedAt: String
    package var updatedAt: String
    package var startedBy: String

    package init(
        id: String, target: Target, bucket: String, model: ModelIdentity, state: ImportState, version: Int64,
        files: [FileProgress], bytesPerSecond: Double, fetchedBytes: Int64, startedAt: String, updatedAt: String,
        startedBy: String
    ) {
        self.id = id
        self.target = target
        self.bucket = bucket
        self.model = model
        self.state = state
        self.version = version
        self.files = files
        self.bytesPerSecond = bytesPerSecond
        self.fetchedBytes = fetchedBytes
        self.startedAt = startedAt
        self.updatedAt = updatedAt
        self.startedBy = startedBy
    }

    package var totalBytes: Int64 { files.reduce(0) { $0 + ($1.size ?? $1.done) } }
    package var doneBytes: Int64 { files.reduce(0) { $0 + $1.done } }
    package var verifiedFiles: Int { files.count { $0.state == .verified || $0.state == .skipped } }

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
    }
}
