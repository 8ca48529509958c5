/// How many files of an import are in which state, and their bytes; kept up to date one file at a time.
package struct FileTally: Sendable, Hashable, Codable {
    package var total = 0
    /// Verified now, or held by the bucket before.
    package var verified = 0
    package var active = 0
    package var failed = 0
    /// Of files whose size is unknown, what has arrived.
    package var totalBytes: Int64 = 0
    package var doneBytes: Int64 = 0

    package init() {}

    package init(_ files: [FileProgress]) {
        for file in files { count(file, 1) }
    }

    package mutating func replace(_ old: FileProgress, with new: FileProgress) {
        count(old, -1)
        count(new, 1)
    }

    private mutating func count(_ file: FileProgress, _ sign: Int) {
        total += sign
        if file.state.isDone { verified += sign }
        if file.state.isActive { active += sign }
        if file.state == .failed { failed += sign }
        totalBytes += Int64(sign) * (file.size ?? file.done)
        doneBytes += Int64(sign) * file.done
    }
}
