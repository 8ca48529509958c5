/// A repository on a Hugging Face hub and a revision of it (branch, tag, `refs/pr/N` or commit).
///
/// Rules of the hub's own client (huggingface_hub `validate_repo_id`): `name` or `org/name`, at most 96 characters of
/// `[A-Za-z0-9._-]`, no `--`, no `..`, no part that begins or ends with `-` or `.`, no `.git` at the end.
package struct HuggingFaceReference: Sendable, Hashable, CustomStringConvertible {
    /// `org/name`, or `name` for the few legacy canonical models.
    package let repository: String
    /// `main` unless given.
    package let revision: String

    package init(parsing text: String) throws(Problem) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let repository = String(parts[0])
        let revision = parts.count == 2 ? String(parts[1]) : "main"
        try self.init(repository: repository, revision: revision)
    }

    package init(repository: String, revision: String = "main") throws(Problem) {
        guard Self.isValid(repository: repository) else {
            throw Problem(
                .invalidReference, "Not a Hugging Face model",
                detail: "‘\(repository.prefix(200))’ is not ORG/NAME: letters, digits, ‘.’, ‘_’ and ‘-’ only, "
                    + "96 at most, no ‘--’ or ‘..’",
                fix: "Copy the id from the model's page, for example sentence-transformers/all-MiniLM-L6-v2."
            )
        }
        guard Self.isValid(revision: revision) else {
            throw Problem(
                .invalidReference, "Not a revision",
                detail: "‘\(revision.prefix(200))’ cannot be a git revision",
                fix: "Use a branch, a tag, refs/pr/N or a commit, for example hf:\(repository)@main."
            )
        }
        self.repository = repository
        self.revision = revision
    }

    package var description: String { revision == "main" ? repository : "\(repository)@\(revision)" }

    private static func isValid(repository: String) -> Bool {
        guard (1...96).contains(repository.utf8.count), !repository.contains("--"), !repository.contains("..") else {
            return false
        }
        let parts = repository.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, !repository.hasSuffix(".git") else { return false }
        return parts.allSatisfy { part in
            guard let first = part.first, let last = part.last else { return false }
            return first != "-" && first != "." && last != "-" && last != "."
                && part.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == 45 || $0 == 46 || $0 == 95 }
        }
    }

    /// git-check-ref-format(1), the part that matters for a path: no controls, spaces, `..`, `~^:?*[\`, `@{`.
    private static func isValid(revision: String) -> Bool {
        guard (1...255).contains(revision.utf8.count), !revision.contains(".."), !revision.contains("@{") else {
            return false
        }
        guard !revision.hasPrefix("/"), !revision.hasSuffix("/"), !revision.hasPrefix("-") else { return false }
        return revision.utf8.allSatisfy { $0 > 32 && $0 < 127 && !Array("~^:?*[\\".utf8).contains($0) }
    }
}

extension UInt8 {
    var isASCIIAlphanumeric: Bool {
        (48...57).contains(self) || (65...90).contains(self) || (97...122).contains(self)
    }
}
