import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file of bytes, read and written off the event loops. It is closed when the last reference goes.
final class BlobFile: Sendable {
    /// How much one read or write moves at most.
    static let chunk = 512 * 1024

    private let descriptor: CInt

    init(reading path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw IOError(errnoCode: errno, reason: "open blob") }
    }

    /// Creates the file when missing; what is in it stays.
    init(writing path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw IOError(errnoCode: errno, reason: "create blob") }
    }

    deinit {
        close(descriptor)
    }

    /// Runs file work on NIO's thread pool.
    static func offLoop<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await NIOThreadPool.singleton.runIfActive(work)
    }

    /// Reads exactly `length` bytes, which must be there.
    func read(at offset: Int64, length: Int) async throws -> ByteBuffer {
        try await Self.offLoop {
            var buffer = ByteBufferAllocator().buffer(capacity: length)
            var done = 0
            while done < length {
                let from = off_t(offset) + off_t(done)
                let count = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: length - done) { space in
                    let got = pread(self.descriptor, space.baseAddress, length - done, from)
                    if got < 0 { throw IOError(errnoCode: errno, reason: "read blob") }
                    return got
                }
                if count == 0 { throw IOError(errnoCode: EIO, reason: "blob is shorter than its object") }
                done += count
            }
            return buffer
        }
    }

    /// Writes all readable bytes at the offset. Blocks: call it off the event loops.
    func write(_ buffer: ByteBuffer, at offset: Int64) throws {
        try buffer.withUnsafeReadableBytes { bytes in
            var done = 0
            while done < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
                let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
                if count < 0 {
                    if errno == EINTR { continue }
                    throw IOError(errnoCode: errno, reason: "write blob")
                }
                done += count
            }
        }
    }
}
