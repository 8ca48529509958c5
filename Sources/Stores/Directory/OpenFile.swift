import Domain
import Foundation
import NIOCore

/// An open file descriptor; closed when the last owner goes. Every call blocks: use it on the thread pool.
final class OpenFile: Sendable {
    let descriptor: Int32
    let path: String

    /// - Parameter flags: of open(2); `O_CLOEXEC` is added.
    init(_ path: String, _ flags: Int32) throws(Problem) {
        let descriptor = open(path, flags | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .fileSystem(errno, "open", path) }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// nil when there is no such file. A symbolic link is refused.
    static func reading(_ path: String) throws(Problem) -> OpenFile? {
        do {
            return try OpenFile(path, O_RDONLY | O_NOFOLLOW)
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }

    /// Up to `count` bytes from `offset` on; empty at the end of the file.
    func read(_ count: Int, at offset: Int64) throws(Problem) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        var failure: Int32 = 0
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
            while true {
                let done = pread(descriptor, space.baseAddress, min(space.count, count), off_t(offset))
                if done >= 0 { return done }
                if errno != EINTR {
                    failure = errno
                    return 0
                }
            }
        }
        if failure != 0 { throw .fileSystem(failure, "read", path) }
        return buffer
    }

    /// Appends all of the bytes at the file's position.
    func append(_ buffer: ByteBuffer) throws(Problem) {
        let failure: Int32? = buffer.withUnsafeReadableBytes { bytes in
            var done = 0
            while done < bytes.count {
                let written = write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
                if written < 0, errno == EINTR { continue }
                if written < 0 { return errno }
                done += written
            }
            return nil
        }
        if let failure { throw .fileSystem(failure, "write", path) }
    }

    /// On the disk when it returns.
    func sync() throws(Problem) {
        guard fsync(descriptor) == 0 else { throw .fileSystem(errno, "sync", path) }
    }

    func status() throws(Problem) -> FileStatus {
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw .fileSystem(errno, "look at", path) }
        return FileStatus(info)
    }

    /// Waits for the advisory lock of the whole file (flock(2)); it ends with this object.
    func lock(exclusive: Bool) throws(Problem) {
        while flock(descriptor, exclusive ? LOCK_EX : LOCK_SH) != 0 {
            guard errno == EINTR else { throw .fileSystem(errno, "lock", path) }
        }
    }
}

/// What tells one version of a file from another.
struct FileStatus: Sendable, Hashable {
    var size: Int64
    var inode: UInt64
    /// Nanoseconds since 1970.
    var modified: Int64
    var isRegular: Bool
    var isDirectory: Bool
    var isLink: Bool

    init(_ info: stat) {
        size = Int64(info.st_size)
        inode = UInt64(info.st_ino)
        #if canImport(Darwin)
        let time = info.st_mtimespec
        #else
        let time = info.st_mtim
        #endif
        modified = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        isRegular = info.st_mode & S_IFMT == S_IFREG
        isDirectory = info.st_mode & S_IFMT == S_IFDIR
        isLink = info.st_mode & S_IFMT == S_IFLNK
    }

    /// nil when nothing is there. Symbolic links are not followed: they could lead out of the directory.
    init?(path: String) throws(Problem) {
        var info = stat()
        guard lstat(path, &info) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .fileSystem(errno, "look at", path)
        }
        self.init(info)
    }
}
