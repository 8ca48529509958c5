import Foundation

extension OpenFile {
    /// Tells the kernel that these bytes are read next; it then reads them ahead without anybody waiting.
    func expect(_ range: Range<Int64>) {
        guard !range.isEmpty else { return }
        #if canImport(Glibc)
        _ = posix_fadvise(
            descriptor, off_t(range.lowerBound), off_t(range.upperBound - range.lowerBound), POSIX_FADV_WILLNEED
        )
        #endif
    }
}
