/// A Range header with one range (RFC 9110, 14.2); several ranges, and what cannot be read, mean the whole.
enum ByteRange: Sendable, Hashable {
    case whole
    case part(Range<Int64>)
    case unsatisfiable

    init(_ header: String?, size: Int64) {
        guard let match = header?.wholeMatch(of: /bytes=(\d*)-(\d*)/) else {
            self = .whole
            return
        }
        switch (Int64(match.1), Int64(match.2)) {
        case (nil, nil): self = .whole
        case (nil, let suffix?):
            self = suffix == 0 || size == 0 ? .unsatisfiable : .part(max(0, size - suffix)..<size)
        case (let first?, let last):
            if first >= size {
                self = .unsatisfiable
            } else if let last, last < first {
                self = .whole
            } else {
                self = .part(first..<(min(last ?? size - 1, size - 1) + 1))
            }
        }
    }
}
