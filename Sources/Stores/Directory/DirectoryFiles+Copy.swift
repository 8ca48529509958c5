import Digests
import Domain
import Foundation

extension DirectoryFiles {
    /// A copy of another directory's object (or of this one's), in place as a whole or not at all.
    ///
    /// The source is read without the lock, under the name and the version that its record has: a file that somebody
    /// replaces meanwhile is noticed.
    func copy(from other: DirectoryFiles, _ source: ObjectPlace, to key: String, if condition: WriteCondition) throws
        -> ObjectInfo
    {
        try requireRoot()
        guard let original = try other.info(source.key), let file = try OpenFile.reading(other.path(source.key)),
            source.generation == nil || source.generation == original.generation
        else {
            try other.requireRoot()
            throw other.missing(source.key)
        }
        let version = try file.status()
        let copy = try temporary()
        do {
            var sum = CRC32C(value: original.crc32c)
            if try !copy.clone(file) { sum = try self.copy(file, to: copy) }
            try copy.sync()
            guard try file.status() == version, try other.info(source.key) == original,
                try copy.status().size == original.size
            else { throw other.changing(source.key) }
            guard sum.value == original.crc32c else {
                throw Problem(
                    .storageUnavailable, "The disk has changed an object",
                    detail: "‘\(source.key)’ of \(other.bucket) reads otherwise than it was written",
                    fix: "Check the disk; then import the model again."
                )
            }
            return try publish(copy, as: key, sum: sum, metadata: original.metadata, if: condition)
        } catch {
            unlink(copy.path)
            throw error
        }
    }
}

extension OpenFile {
    /// `FICLONE` of linux/fs.h: `_IOW(0x94, 9, int)`.
    private static let ficlone: UInt = 0x4004_9409

    /// Lets this empty file share the blocks of another; false where the file system cannot.
    func clone(_ source: OpenFile) throws(Problem) -> Bool {
        #if os(Linux)
        if ioctl(descriptor, Self.ficlone, source.descriptor) == 0 { return true }
        let code = errno
        // Not this file system, not between two of them, not this kind of file.
        if [EOPNOTSUPP, EXDEV, EINVAL, ENOTTY, ENOSYS, EPERM, ETXTBSY].contains(code) { return false }
        throw .fileSystem(code, "clone", path)
        #else
        return false
        #endif
    }
}
