import Domain
import Foundation

/// What tells whether a file is still the one that was looked at: any write moves its times.
struct FileVersion: Sendable, Hashable {
    let device: UInt64
    let inode: UInt64
    let size: Int64
    /// Nanoseconds since 1970 of the last write, and of the last change of anything (nobody can set that one back).
    let modified: Int64
    let changed: Int64
    let isRegular: Bool

    init(_ file: OpenFile) throws(Problem) {
        var info = stat()
        guard fstat(file.descriptor, &info) == 0 else { throw .fileSystem(errno, "look at", file.path) }
        device = UInt64(info.st_dev)
        inode = UInt64(info.st_ino)
        size = Int64(info.st_size)
        #if canImport(Darwin)
        let (write, change) = (info.st_mtimespec, info.st_ctimespec)
        #else
        let (write, change) = (info.st_mtim, info.st_ctim)
        #endif
        modified = Int64(write.tv_sec) * 1_000_000_000 + Int64(write.tv_nsec)
        changed = Int64(change.tv_sec) * 1_000_000_000 + Int64(change.tv_nsec)
        isRegular = info.st_mode & S_IFMT == S_IFREG
    }
}
