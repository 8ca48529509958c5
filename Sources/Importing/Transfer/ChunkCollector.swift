package import NIOCore

/// Gathers what a connection hands on into buffers that are worth keeping.
///
/// A slice keeps its whole network buffer alive: 30 KiB that came in a buffer of 1 MiB hold 1 MiB, and what the budget
/// counts would not be what the process holds. (Over TLS this is the rule, not the exception: the record layer decrypts
/// into a buffer that has grown to 2 MiB for 1 MiB of bytes, and copies all of it when the last one is still in use.)
/// So bytes are copied once, into buffers of a pool; a network buffer that is large and all but full is kept as it is.
package struct ChunkCollector {
    private static let dense = 128 << 10

    private let pool: BufferPool
    private var current: ByteBuffer?

    package init(_ pool: BufferPool) { self.pool = pool }

    /// Bytes that are held and not yet handed on.
    package var pendingBytes: Int { current?.readableBytes ?? 0 }

    /// Takes bytes in; returns what is complete now, in order.
    package mutating func add(_ buffer: ByteBuffer) -> [ByteBuffer] {
        guard !Self.isDense(buffer) else { return [flush(), buffer].compactMap(\.self) }
        var rest = buffer
        var complete: [ByteBuffer] = []
        while rest.readableBytes > 0 {
            var filling = current ?? pool.take()
            current = nil
            let length = min(pool.size - filling.readableBytes, rest.readableBytes)
            if var slice = rest.readSlice(length: length) { filling.writeBuffer(&slice) }
            if filling.readableBytes < pool.size { current = filling } else { complete.append(filling) }
        }
        return complete
    }

    /// The last, shorter buffer; nil when there is nothing.
    package mutating func flush() -> ByteBuffer? {
        guard let last = current, last.readableBytes > 0 else { return nil }
        current = nil
        guard last.readableBytes < pool.size / 2 else { return last }
        // Much smaller than its buffer: it takes one of its own, and the pool has its own back.
        let copy = ByteBuffer(bytes: last.readableBytesView)
        pool.give([last])
        return copy
    }

    private static func isDense(_ buffer: ByteBuffer) -> Bool {
        buffer.readableBytes >= dense && buffer.readableBytes / 7 * 8 >= buffer.storageCapacity
    }
}
