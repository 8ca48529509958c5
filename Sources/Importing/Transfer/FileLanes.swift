package import Domain

/// Two lanes for the files of an import: many small ones at once, which are one request each way, beside a few large
/// ones, which are fetched by many connections. Neither waits for the other.
package struct FileLanes: Sendable, Hashable {
    /// Smallest first: the engine's configuration is among them.
    package let small: [SourceFile]
    /// Largest first, so that the last to end is not the longest; files of unknown size are taken for large.
    package let large: [SourceFile]

    /// - Parameter part: a file that is shorter is small.
    package init(_ files: [SourceFile], part: Int64) {
        let isSmall = { (file: SourceFile) in file.inline != nil || file.size.map { $0 <= part } ?? false }
        small = files.filter(isSmall).sorted { ($0.size ?? 0, $0.path) < ($1.size ?? 0, $1.path) }
        large = files.filter { !isSmall($0) }.sorted { ($1.size ?? .max, $0.path) < ($0.size ?? .max, $1.path) }
    }
}
