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
    private var complete: [ByteBuffer] = []
    private var completeBytes = 0
    private var filling: ByteBuffer?

    package init(_ pool: BufferPool) { self.pool = pool }

    /// Bytes that are held and not yet handed on.
    package var pendingBytes: Int { completeBytes + (filling?.readableBytes ?? 0) }

    /// Takes bytes in; hands on, in order, when a pool buffer's worth is complete: whoever takes them is woken for that
    /// much, and not for each read of the network.
    package mutating func add(_ buffer: ByteBuffer) -> [ByteBuffer] {
        if Self.isDense(buffer) {
            closeFilling()
            keep(buffer)
        } else {
            copy(buffer)
        }
        guard completeBytes >= pool.size else { return [] }
        defer { (complete, completeBytes) = ([], 0) }
        return complete
    }

    /// Hands on what is left.
    package mutating func flush() -> [ByteBuffer] {
        closeFilling()
        defer { (complete, completeBytes) = ([], 0) }
        return complete
    }

    private mutating func copy(_ buffer: ByteBuffer) {
        var rest = buffer
        while rest.readableBytes > 0 {
            var current = filling ?? pool.take()
            filling = nil
            let length = min(pool.size - current.readableBytes, rest.readableBytes)
            if var slice = rest.readSlice(length: length) { current.writeBuffer(&slice) }
            if current.readableBytes < pool.size { filling = current } else { keep(current) }
        }
    }

    private mutating func closeFilling() {
        guard let last = filling, last.readableBytes > 0 else { return }
        filling = nil
        guard last.readableBytes < pool.size / 2 else { return keep(last) }
        // Much smaller than its buffer: it takes one of its own, and the pool has its own back.
        keep(ByteBuffer(bytes: last.readableBytesView))
        pool.give([last])
    }

    private mutating func keep(_ buffer: ByteBuffer) {
        complete.append(buffer)
        completeBytes += buffer.readableBytes
    }

    private static func isDense(_ buffer: ByteBuffer) -> Bool {
        buffer.readableBytes >= dense && buffer.readableBytes / 7 * 8 >= buffer.storageCapacity
    }
}
