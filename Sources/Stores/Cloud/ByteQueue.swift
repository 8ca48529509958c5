import NIOCore

/// Bytes that wait to be sent, in the buffers that they came in.
struct ByteQueue: Sendable {
    private(set) var buffers: [ByteBuffer] = []
    private(set) var count: Int64 = 0

    mutating func append(_ more: [ByteBuffer]) {
        for buffer in more where buffer.readableBytes > 0 {
            buffers.append(buffer)
            count += Int64(buffer.readableBytes)
        }
    }

    /// The first bytes; they stay.
    func first(_ length: Int64) -> [ByteBuffer] {
        var left = length
        var found: [ByteBuffer] = []
        for buffer in buffers where left > 0 {
            let taken = min(left, Int64(buffer.readableBytes))
            if let slice = buffer.getSlice(at: buffer.readerIndex, length: Int(taken)) { found.append(slice) }
            left -= taken
        }
        return found
    }

    mutating func dropFirst(_ length: Int64) {
        var left = min(length, count)
        count -= left
        while left > 0, let first = buffers.first {
            let size = Int64(first.readableBytes)
            if size <= left {
                buffers.removeFirst()
            } else {
                buffers[0].moveReaderIndex(forwardBy: Int(left))
            }
            left -= min(left, size)
        }
    }
}
