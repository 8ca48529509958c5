import NIOCore
import Testing

@testable import Stores

@Suite struct ByteQueueTests {
    private static func bytes(_ buffers: [ByteBuffer]) -> [UInt8] { buffers.flatMap { Array($0.readableBytesView) } }

    @Test func `bytes leave in the order in which they came, in any steps`() {
        let content = Array(0..<200 as Range<UInt8>)
        for step in 1...60 {
            var queue = ByteQueue()
            for start in stride(from: 0, to: 200, by: 17) {
                queue.append([ByteBuffer(bytes: content[start..<min(200, start + 17)]), ByteBuffer()])
            }
            var taken: [UInt8] = []
            while queue.count > 0 {
                let first = Self.bytes(queue.first(Int64(step)))
                #expect(first.count == min(step, 200 - taken.count))
                taken += first
                queue.dropFirst(Int64(step))
            }
            #expect(taken == content)
            #expect(queue.buffers.isEmpty)
        }
    }
}
