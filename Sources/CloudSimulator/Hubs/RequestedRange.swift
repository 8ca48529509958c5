/// What a `Range` header asks of a file (RFC 9110, section 14).
enum RequestedRange: Sendable, Equatable {
    /// No header, one that is no byte range, or several ranges: the whole file, 200.
    case whole
    /// One range that the file has, 206.
    case part(Range<Int64>)
    /// A range beyond the end, 416.
    case unsatisfiable

    init(_ header: String?, size: Int64) {
        self = header.flatMap { Self.parse($0, size: size) } ?? .whole
    }

    private static func parse(_ header: String, size: Int64) -> RequestedRange? {
        let prefix = "bytes="
        guard header.lowercased().hasPrefix(prefix) else { return nil }
        let ends = header.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        let first = ends[0].filter { $0 != " " }
        let last = ends[1].filter { $0 != " " }
        if first.isEmpty {
            guard let length = Int64(last), length >= 0 else { return nil }
            guard length > 0, size > 0 else { return .unsatisfiable }
            return .part(max(0, size - length)..<size)
        }
        guard let start = Int64(first), start >= 0 else { return nil }
        guard !last.isEmpty else { return start < size ? .part(start..<size) : .unsatisfiable }
        guard let end = Int64(last), end >= start else { return nil }
        return start < size ? .part(start..<min(end + 1, size)) : .unsatisfiable
    }
}
