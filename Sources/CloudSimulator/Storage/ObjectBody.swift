import Hummingbird
import NIOCore

/// The bytes of an object, streamed from its extents.
struct ObjectBody: Sendable {
    let extents: [ObjectRecord.Extent]
    let range: Range<Int64>
    let blobs: StateDirectory

    /// A response body that reads no faster than the connection takes.
    var responseBody: ResponseBody {
        let pieces = Self.pieces(of: extents, in: range)
        let blobs = blobs
        return ResponseBody(contentLength: Int(range.count)) { writer in
            for piece in pieces {
                let file = try BlobFile(reading: blobs.file(piece.blob))
                var offset = piece.offset
                let end = piece.offset + piece.length
                while offset < end {
                    let length = Int(min(Int64(BlobFile.chunk), end - offset))
                    try await writer.write(file.read(at: offset, length: length))
                    offset += Int64(length)
                }
            }
            try await writer.finish(nil)
        }
    }

    /// The parts of the extents that a range of the object covers.
    static func pieces(of extents: [ObjectRecord.Extent], in range: Range<Int64>) -> [ObjectRecord.Extent] {
        var start: Int64 = 0
        var pieces: [ObjectRecord.Extent] = []
        for extent in extents {
            let covered = range.clamped(to: start..<(start + extent.length))
            if !covered.isEmpty {
                pieces.append(
                    .init(
                        blob: extent.blob,
                        offset: extent.offset + covered.lowerBound - start,
                        length: Int64(covered.count)
                    )
                )
            }
            start += extent.length
        }
        return pieces
    }
}
