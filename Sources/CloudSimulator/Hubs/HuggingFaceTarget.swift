/// What a request to the hub is about, read from its raw path: revisions come percent-encoded as one segment.
enum HuggingFaceTarget: Sendable, Equatable {
    case search
    case whoAmI
    case info(id: String, revision: String?)
    case tree(id: String, revision: String, path: String)
    case pathsInfo(id: String, revision: String)
    case resolve(id: String, revision: String, path: String)

    /// - Parameter path: as it came, still encoded; nil for a path that the hub does not have.
    init?(path: String) {
        let segments = path.split(separator: "/").map { PercentCoding.decode($0) }
        if segments.first == "api" {
            guard let target = Self.api(Array(segments.dropFirst())) else { return nil }
            self = target
            return
        }
        guard let position = segments.firstIndex(of: "resolve"), (1...2).contains(position) else { return nil }
        let rest = segments.dropFirst(position + 1)
        guard let revision = rest.first, rest.count > 1 else { return nil }
        let id = segments.prefix(position).joined(separator: "/")
        self = .resolve(id: id, revision: revision, path: rest.dropFirst().joined(separator: "/"))
    }

    private static func api(_ segments: [String]) -> HuggingFaceTarget? {
        guard segments != ["whoami-v2"] else { return .whoAmI }
        guard segments.first == "models" else { return nil }
        let rest = Array(segments.dropFirst())
        guard !rest.isEmpty else { return .search }
        let verbs: Set<String> = ["revision", "tree", "paths-info"]
        guard let position = rest.indices.first(where: { (1...2).contains($0) && verbs.contains(rest[$0]) }) else {
            return rest.count <= 2 ? .info(id: rest.joined(separator: "/"), revision: nil) : nil
        }
        let id = rest.prefix(position).joined(separator: "/")
        guard rest.indices.contains(position + 1) else { return nil }
        let revision = rest[position + 1]
        let path = rest.dropFirst(position + 2)
        switch rest[position] {
        case "tree": return .tree(id: id, revision: revision, path: path.joined(separator: "/"))
        case "revision": return path.isEmpty ? .info(id: id, revision: revision) : nil
        default: return path.isEmpty ? .pathsInfo(id: id, revision: revision) : nil
        }
    }
}
