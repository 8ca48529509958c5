/// `Content-Range: bytes FIRST-LAST/SIZE` of a partial answer (RFC 9110 section 14.4).
struct ContentRange: Hashable {
    /// Half-open.
    let range: Range<Int64>
    /// nil when the server writes `*`.
    let size: Int64?

    init?(_ header: String) {
        guard header.lowercased().hasPrefix("bytes ") else { return nil }
        let parts = header.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Int64(ends[0]), let last = Int64(ends[1]), first >= 0, last >= first,
            last < .max
        else { return nil }
        range = first..<(last + 1)
        if parts[1] == "*" {
            size = nil
        } else {
            guard let size = Int64(parts[1]), size > last else { return nil }
            self.size = size
        }
    }
}
