import Domain

/// Which object names can be files of a directory.
enum DirectoryKey {
    /// Our bookkeeping, hidden from listings; no object may be named so.
    static let hidden = ".objects"

    static func check(_ key: String) throws(Problem) {
        if let fault = fault(key) {
            throw Problem(
                .invalidRequest, "Not a name for an object", detail: "‘\(key.prefix(200))’: \(fault)",
                fix: "Use a relative path of plain segments, for example models/a/config.json."
            )
        }
    }

    private static func fault(_ key: String) -> String? {
        guard (1...1024).contains(key.utf8.count) else { return "it has not 1 to 1024 bytes" }
        if key.utf8.contains(0) || key.utf8.contains(10) || key.utf8.contains(13) { return "it has a NUL or a line break" }
        let segments = key.split(separator: "/", omittingEmptySubsequences: false)
        for segment in segments {
            if segment.isEmpty { return "it begins or ends with ‘/’, or has an empty segment" }
            if segment == "." || segment == ".." { return "it has a segment ‘\(segment)’" }
            if segment.utf8.count > 255 { return "a segment has more than 255 bytes" }
        }
        return segments[0] == hidden ? "‘\(hidden)’ is kept for bookkeeping" : nil
    }
}
