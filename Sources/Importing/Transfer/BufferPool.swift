package import NIOCore
import Synchronization

/// Buffers of one size that are used again and again, so that a transfer neither asks the system for memory nor gives
/// it back with every MiB (each time costs a page fault per 4 KiB).
///
/// A buffer may be given back while somebody still reads it: it is used again only when nobody does, else replaced.
package final class BufferPool: Sendable {
    package let size: Int
    private let most: Int
    private let idle = Mutex<[ByteBuffer]>([])

    /// - Parameter most: bytes that idle buffers may hold together.
    package init(size: Int, most: Int64) {
        self.size = max(1, size)
        self.most = Int(most / Int64(max(1, size)))
    }

    package var idleCount: Int { idle.withLock { $0.count } }

    /// An empty buffer of the pool's size, used by nobody else.
    package func take() -> ByteBuffer {
        guard var buffer = idle.withLock({ $0.popLast() }) else {
            return ByteBufferAllocator().buffer(capacity: size)
        }
        buffer.clear(minimumCapacity: size)
        return buffer
    }

    /// Takes buffers back; those of another size are left to the system.
    package func give(_ buffers: [ByteBuffer]) {
        idle.withLock { idle in
            for buffer in buffers where buffer.storageCapacity >= size && buffer.storageCapacity < 2 * size {
                if idle.count < most { idle.append(buffer) }
            }
        }
    }

    /// Gives every idle buffer back to the system.
    package func drain() { idle.withLock { $0 = [] } }
}
