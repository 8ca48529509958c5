import Importing
import NIOCore
import Testing

struct BufferPoolTests {
    @Test func `a buffer given back is used again, empty`() {
        let pool = BufferPool(size: 64, most: 640)
        var buffer = pool.take()
        buffer.writeRepeatingByte(1, count: 64)
        pool.give([buffer])
        buffer = ByteBuffer()
        #expect(pool.idleCount == 1)
        let again = pool.take()
        #expect(again.readableBytes == 0 && again.storageCapacity == 64)
        #expect(pool.idleCount == 0)
    }

    @Test func `a buffer that is still read is not written over`() {
        let pool = BufferPool(size: 64, most: 640)
        var buffer = pool.take()
        buffer.writeRepeatingByte(1, count: 64)
        let reader = buffer.getSlice(at: 10, length: 20)
        pool.give([buffer])
        buffer = ByteBuffer()
        var again = pool.take()
        again.writeRepeatingByte(2, count: 64)
        #expect(reader == ByteBuffer(repeating: 1, count: 20))
    }

    @Test func `slices are whole buffers again, other sizes are left alone, and idle ones are bounded`() {
        let pool = BufferPool(size: 64, most: 128)
        let slices = (0..<5).compactMap { _ in ByteBuffer(repeating: 1, count: 64).getSlice(at: 1, length: 3) }
        pool.give(slices + [ByteBuffer(repeating: 1, count: 1_000)])
        #expect(pool.idleCount == 2)
        #expect(pool.take().writableBytes == 64)
        pool.drain()
        #expect(pool.idleCount == 0)
    }
}
