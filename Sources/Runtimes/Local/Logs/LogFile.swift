import Foundation

/// A file of lines that end with a newline, read in either direction, a bounded piece at a time.
struct LogFile {
    var path: String
    /// Somebody writes to it: what follows the last newline is no line yet. Otherwise it is the last one.
    var isGrowing: Bool
    var pieceSize = 64 << 10

    private static let newline: UInt8 = 10

    /// Gives every whole line from a place on, with the byte at which it begins.
    ///
    /// - Returns: where the next line begins or will. A file that is not there has no lines.
    func forwards(from start: UInt64, _ take: (UInt64, String) -> Void) throws -> UInt64 {
        guard let handle = FileHandle(forReadingAtPath: path) else { return start }
        defer { try? handle.close() }
        try handle.seek(toOffset: start)
        var begin = start
        var rest: [UInt8] = []
        while let piece = try handle.read(upToCount: pieceSize), !piece.isEmpty {
            rest += piece
            var from = 0
            while let end = rest[from...].firstIndex(of: Self.newline) {
                take(begin, String(decoding: rest[from..<end], as: UTF8.self))
                begin += UInt64(end + 1 - from)
                from = end + 1
            }
            rest.removeFirst(from)
        }
        if !isGrowing, !rest.isEmpty {
            take(begin, String(decoding: rest, as: UTF8.self))
            begin += UInt64(rest.count)
        }
        return begin
    }

    /// Gives whole lines from the end, or from before a line's beginning, to the first, until `take` says false.
    ///
    /// - Returns: where the line after the first one given begins or will.
    @discardableResult
    func backwards(before bound: UInt64? = nil, _ take: (UInt64, String) -> Bool) throws -> UInt64 {
        guard let handle = FileHandle(forReadingAtPath: path) else { return 0 }
        defer { try? handle.close() }
        let size = try handle.seekToEnd()
        let end = min(bound ?? size, size)
        var next: UInt64?
        var begin = end
        var bytes: [UInt8] = []
        while begin > 0 {
            let from = begin - min(begin, UInt64(pieceSize))
            try handle.seek(toOffset: from)
            bytes = try [UInt8](handle.read(upToCount: Int(begin - from)) ?? Data()) + bytes
            begin = from
            // The first line of the piece is whole only at the file's beginning.
            var ends = bytes.count
            while ends > 0 {
                let before = bytes[..<(ends - 1)].lastIndex(of: Self.newline)
                if before == nil, begin > 0 { break }
                let start = before.map { $0 + 1 } ?? 0
                let isWhole = bytes[ends - 1] == Self.newline
                if isWhole || !isGrowing {
                    if next == nil { next = begin + UInt64(ends) }
                    let text = bytes[start..<(isWhole ? ends - 1 : ends)]
                    guard take(begin + UInt64(start), String(decoding: text, as: UTF8.self)) else { return next ?? end }
                } else if next == nil {
                    next = begin + UInt64(start)
                }
                ends = start
            }
            bytes.removeSubrange(ends...)
        }
        return next ?? begin
    }
}
