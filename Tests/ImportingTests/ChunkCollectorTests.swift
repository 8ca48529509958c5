import Importing
import NIOCore
import TestSupport
import Testing

struct ChunkCollectorTests {
    @Test(arguments: 0..<40)
    func `any arrival gives the same bytes, and holds little more than them`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let pool = BufferPool(size: 4_096, most: 1 << 20)
        var collector = ChunkCollector(pool)
        let bytes = DeterministicBytes.make(.random(in: 0...60_000, using: &random), seed: UInt64(seed))
        var out: [ByteBuffer] = []
        var position = 0
        while position < bytes.count {
            let end = min(bytes.count, position + .random(in: 1...9_000, using: &random))
            // As a network hands them on: a few bytes in a much larger buffer.
            var network = ByteBufferAllocator().buffer(capacity: 1 << 15)
            network.writeBytes(bytes[position..<end])
            out += collector.add(network)
            #expect(collector.pendingBytes < 2 * pool.size)
            position = end
            if Int.random(in: 0..<10, using: &random) == 0 { out += collector.flush() }
        }
        out += collector.flush()
        #expect(collector.pendingBytes == 0)
        #expect(out.flatMap { Array($0.readableBytesView) } == bytes)
        for buffer in out { #expect(buffer.storageCapacity <= 2 * buffer.readableBytes + 64) }
    }

    @Test func `a large network buffer that is full is kept as it is`() {
        var collector = ChunkCollector(BufferPool(size: 1 << 20, most: 1 << 22))
        let full = ByteBuffer(repeating: 7, count: 512 << 10)
        let early = collector.add(ByteBuffer(string: "head")) + collector.add(full)
        #expect(early.isEmpty)
        let out = collector.flush()
        #expect(out.map(\.readableBytes) == [4, 512 << 10])
        #expect(out.last?.storageCapacity == full.storageCapacity)
    }
}
