/// Where a call works: a Google Cloud project, or this machine. Every API route and CLI verb names one.
package enum Target: Sendable, Hashable, Codable, CustomStringConvertible {
    case project(String)
    case local

    /// - Parameter text: `local`, or a project id (6–30 lowercase letters, digits, hyphens; a letter first, no hyphen
    ///   last; an optional `domain.com:` prefix of older projects) or a project number.
    package init(parsing text: String) throws(Problem) {
        if text == "local" {
            self = .local
            return
        }
        guard Target.isProject(text) else {
            throw Problem(
                .invalidRequest, "Not a project",
                detail: "‘\(text)’ is neither ‘local’ nor a Google Cloud project id",
                fix: "A project id has 6 to 30 lowercase letters, digits and hyphens, for example my-project-123."
            )
        }
        self = .project(text)
    }

    package var description: String {
        switch self {
        case .project(let id): id
        case .local: "local"
        }
    }

    package init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    private static func isProject(_ text: String) -> Bool {
        if !text.isEmpty, text.utf8.count <= 19, text.utf8.allSatisfy({ (48...57).contains($0) }) { return true }
        let id = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let last = id.last, id.count <= 2, (6...30).contains(last.utf8.count) else { return false }
        guard let first = last.utf8.first, (97...122).contains(first), last.last != "-" else { return false }
        guard last.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }) else {
            return false
        }
        return id.count == 1
            || (!id[0].isEmpty
                && id[0].utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 })
    }
}
