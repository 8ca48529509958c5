package import Domain

/// Which file names of a source we are willing to write anywhere.
package enum ModelFileName {
    /// Longest object name of Cloud Storage, in bytes of UTF-8.
    package static let longest = 1024

    /// What is wrong with a path; nil when it is a plain relative one.
    package static func fault(_ path: String) -> String? {
        if path.isEmpty { return "it is empty" }
        if path.utf8.count > longest { return "it has more than \(longest) bytes" }
        if path.hasPrefix("/") { return "it is absolute" }
        if path.unicodeScalars.contains(where: { $0.value < 32 || (127...159).contains($0.value) }) {
            return "it has control characters"
        }
        if path.contains("\\") { return "it has a backslash" }
        for segment in path.split(separator: "/", omittingEmptySubsequences: false) {
            if segment.isEmpty { return "it has an empty segment" }
            if segment == "." || segment == ".." { return "it has a segment ‘\(segment)’" }
        }
        return nil
    }

    /// Refuses the whole model when one name is hostile, or when two taken names differ in case only (they would be one
    /// file on many disks).
    package static func check(_ files: [SourceFile], of model: String) throws(Problem) {
        for file in files {
            if let fault = fault(file.path) { throw refusal(model, file.path, fault) }
            if file.key.utf8.count > longest {
                throw refusal(model, file.path, "its object name would be too long")
            }
        }
        var seen: [String: String] = [:]
        for file in files where file.choice.isChosen {
            if let other = seen.updateValue(file.path, forKey: file.path.lowercased()) {
                throw refusal(
                    model, file.path, "it differs from ‘\(shown(other))’ in case only, or is listed twice")
            }
        }
    }

    private static func refusal(_ model: String, _ path: String, _ why: String) -> Problem {
        Problem(
            .unsupportedModel, "The model has a file name that is not safe",
            detail: "\(model): ‘\(shown(path))’ is refused because \(why)",
            fix: "Tell the model's authors, or choose another model; nothing was written."
        )
    }

    private static func shown(_ path: String) -> String {
        String(
            String.UnicodeScalarView(
                path.unicodeScalars.prefix(120).map { $0.value < 32 || $0.value == 127 ? "?" : $0 }))
    }
}
