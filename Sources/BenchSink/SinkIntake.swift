import Digests
import NIOCore

/// A body on its way in: counted and summed, its bytes kept only when they are few.
struct SinkIntake {
    private(set) var length = 0
    private(set) var sum = CRC32C()
    /// nil when there were more bytes than are kept.
    private(set) var bytes: ByteBuffer?
    private let limit: Int

    init(keeping limit: Int) {
        self.limit = limit
        bytes = ByteBuffer()
    }

    init(_ all: ByteBuffer) {
        self.init(keeping: .max)
        take(all)
    }

    mutating func take(_ buffer: ByteBuffer) {
        sum.update(buffer)
        length += buffer.readableBytes
        if length <= limit { bytes?.writeImmutableBuffer(buffer) } else { bytes = nil }
    }

    /// The body goes on with another one.
    mutating func append(_ next: SinkIntake) {
        sum.append(next.sum, length: Int64(next.length))
        length += next.length
        if length <= limit, let more = next.bytes { bytes?.writeImmutableBuffer(more) } else { bytes = nil }
    }

    /// `multipart/related` of the JSON API: the metadata, and the bytes.
    func related(boundary: String) -> (metadata: ByteBuffer, content: ByteBuffer)? {
        guard let bytes else { return nil }
        let view = bytes.readableBytesView
        let mark = Array("--\(boundary)".utf8)
        guard let first = view.firstRange(of: mark), let middle = view[first.upperBound...].firstRange(of: mark),
            let end = Self.last(mark, in: view[middle.upperBound...])
        else { return nil }
        return (
            Self.part(view[first.upperBound..<middle.lowerBound]), Self.part(view[middle.upperBound..<end.lowerBound])
        )
    }

    /// The closing mark is near the end; searching from there spares a walk over the bytes.
    private static func last(_ mark: [UInt8], in view: ByteBufferView) -> Range<Int>? {
        let tail = view[max(view.startIndex, view.endIndex - mark.count - 16)...]
        return tail.firstRange(of: mark)
    }

    /// What stands between the empty line after a part's headers and the line end before the next mark.
    private static func part(_ view: ByteBufferView) -> ByteBuffer {
        for (gap, ending) in [("\r\n\r\n", 2), ("\n\n", 1)] {
            guard let head = view.prefix(4096).firstRange(of: Array(gap.utf8)) else { continue }
            return ByteBuffer(view[head.upperBound..<max(head.upperBound, view.endIndex - ending)])
        }
        return ByteBuffer()
    }
}
