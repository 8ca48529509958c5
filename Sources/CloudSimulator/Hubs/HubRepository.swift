import Foundation

/// One model repository as the hub shows it now.
struct HubRepository: Sendable {
    /// `ORG/NAME`.
    let id: String
    let description: ModelDescription
    /// In order of their paths.
    let files: [HubFile]
    /// The newest time of any file.
    let lastModified: Date
    /// Follows from the paths and contents: the same files have the same commit.
    let commit: String

    var author: String { String(id.prefix { $0 != "/" }) }

    /// Whether the name means this state of the repository: the commit, `main`, or another branch or tag of it.
    func has(revision: String) -> Bool {
        revision == "main" || revision == "refs/heads/main" || revision == commit
            || description.revisions.contains(revision)
    }
}

/// A file of a repository.
struct HubFile: Sendable {
    /// Relative, with `/`.
    let path: String
    let content: HubContent
    let digest: ContentDigest
    /// Whether git keeps a pointer and the large file storage the bytes.
    let isLarge: Bool
    /// The id of what git keeps: the file, or the pointer to it.
    let oid: String
    /// Bytes of the pointer; nil for a file that git itself keeps.
    let pointerSize: Int?

    var size: Int64 { content.size }
    /// The entity tag that a download shows: SHA-256 for a large file, git's id for a small one.
    var entityTag: String { "\"\(isLarge ? digest.sha256 : digest.gitBlob)\"" }
}
