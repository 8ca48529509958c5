import Foundation

/// Digests of served files, computed once and kept on disk: a hub of a few gigabytes starts at once the second time.
actor DigestCache {
    private let file: URL
    private var digests: [String: ContentDigest]

    /// - Parameter path: a JSON file; one that is missing or broken means that nothing is known yet.
    init(path: String) {
        file = URL(filePath: path)
        let data = (try? Data(contentsOf: file)) ?? Data()
        digests = (try? JSONDecoder().decode([String: ContentDigest].self, from: data)) ?? [:]
    }

    /// Takes in what another cache on the same file has found out meanwhile.
    private func reload() {
        guard let data = try? Data(contentsOf: file),
            let stored = try? JSONDecoder().decode([String: ContentDigest].self, from: data)
        else { return }
        digests.merge(stored) { own, _ in own }
    }

    /// The digests of these bytes. Two callers that ask for the same new file may both read it; the answer is the same.
    func digest(of content: HubContent) async throws -> ContentDigest {
        if let known = digests[content.key] { return known }
        reload()
        if let known = digests[content.key] { return known }
        let digest = try await Self.compute(content)
        reload()
        digests[content.key] = digest
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(digests).write(to: file, options: .atomic)
        return digest
    }

    private static nonisolated func compute(_ content: HubContent) async throws -> ContentDigest {
        try ContentDigest(of: content)
    }
}
