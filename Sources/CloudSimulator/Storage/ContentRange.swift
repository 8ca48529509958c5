/// A Content-Range of an upload: `bytes a-b/total`, `bytes a-b/*`, `bytes */total`, `bytes */*`.
struct ContentRange: Sendable, Hashable {
    /// `nil`: no bytes, a status query or the end of a stream.
    let range: Range<Int64>?
    /// `nil`: not known yet.
    let total: Int64?

    init(range: Range<Int64>?, total: Int64?) {
        self.range = range
        self.total = total
    }

    /// 400 for anything else.
    init(_ text: String) throws {
        guard let match = text.wholeMatch(of: /bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)/) else { throw Self.invalid(text) }
        total = Int64(match.3)
        if let first = match.1.flatMap({ Int64($0) }), let last = match.2.flatMap({ Int64($0) }) {
            guard last >= first, last < total ?? Int64.max else { throw Self.invalid(text) }
            range = first..<(last + 1)
        } else {
            range = nil
        }
    }

    private static func invalid(_ text: String) -> GoogleError {
        .invalidArgument("Failed to parse Content-Range header: \(text)")
    }
}
