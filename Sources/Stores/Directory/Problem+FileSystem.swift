import Domain
import Foundation

extension Problem {
    /// What a failed system call on a path means. Read `errno` before anything else can change it.
    static func fileSystem(_ code: Int32 = errno, _ action: String, _ path: String) -> Problem {
        let detail = "Cannot \(action) \(path): \(String(cString: strerror(code)))"
        switch code {
        case ENOENT:
            return Problem(.notFound, "No such object", detail: detail)
        case EACCES, EPERM, EROFS:
            return Problem(
                .permissionDenied, "No permission for the directory", detail: detail,
                fix: "Let the user of this program read and write the data directory."
            )
        case ENOSPC, EDQUOT, EFBIG:
            return Problem(
                .storageUnavailable, "The disk is full", detail: detail,
                fix: "Free space (or raise the limit), then resume the import: what has arrived is kept."
            )
        case ENOTDIR, EISDIR, EEXIST, ENOTEMPTY:
            return Problem(
                .conflict, "The name is taken", detail: detail,
                fix: "A directory cannot hold an object and others below its name: choose another name."
            )
        case ENAMETOOLONG, EINVAL:
            return Problem(.invalidRequest, "Not a name for a file", detail: detail)
        default:
            return Problem(
                .storageUnavailable, "The disk fails", detail: detail, isRetryable: code == EINTR || code == EIO)
        }
    }
}
