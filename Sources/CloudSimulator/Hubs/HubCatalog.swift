import Digests
import Foundation
import Logging

/// The repositories in the directories that the hub serves: `ROOT/huggingface/ORG/NAME/` and `NAME.json` beside it.
///
/// Looked up anew for each request, so that a model which is put there while the simulator runs is there.
struct HubCatalog: Sendable {
    private let roots: [String]
    private let digests: DigestCache
    private let logger: Logger

    /// - Parameter roots: directories that hold a `huggingface` directory.
    init(roots: [String], digests: DigestCache, logger: Logger) {
        self.roots = roots.map { $0 + "/huggingface" }
        self.digests = digests
        self.logger = logger
    }

    /// The ids of all repositories, sorted.
    func ids() -> [String] {
        var ids: Set<String> = []
        for root in roots {
            for organisation in Self.directories(in: root) {
                for name in Self.directories(in: root + "/" + organisation) {
                    ids.insert(organisation + "/" + name)
                }
            }
        }
        return ids.sorted()
    }

    /// The repository as its files are now; nil when there is none of that name.
    func repository(_ id: String) async throws -> HubRepository? {
        guard Self.isValid(id), let directory = directory(of: id) else { return nil }
        let description = try description(of: id)
        var files: [HubFile] = []
        var newest = Date(timeIntervalSince1970: 0)
        for (path, content) in try contents(of: directory, description: description) {
            if case .file(_, _, let modified) = content { newest = max(newest, modified) }
            files.append(HubFile(path: path, content: content, digest: try await digests.digest(of: content)))
        }
        files.sort { $0.path < $1.path }
        return HubRepository(
            id: id,
            description: description,
            files: files,
            lastModified: newest,
            commit: Self.commit(of: files, id: id)
        )
    }

    /// The id that a repository of this earlier name has now.
    func newName(of id: String) throws -> String? {
        for current in ids() where try description(of: current).renamedFrom.contains(id) {
            return current
        }
        return nil
    }

    /// What the file beside the directory says; nothing said means an open model without a story.
    func description(of id: String) throws -> ModelDescription {
        guard let directory = directory(of: id) else { return ModelDescription() }
        let path = directory + ".json"
        guard let data = FileManager.default.contents(atPath: path) else { return ModelDescription() }
        do {
            return try JSONDecoder().decode(ModelDescription.self, from: data)
        } catch {
            logger.error("A model's description cannot be read", metadata: ["file": "\(path)", "error": "\(error)"])
            throw error
        }
    }

    private static func isValid(_ id: String) -> Bool {
        let parts = id.split(separator: "/", omittingEmptySubsequences: false)
        let allowed = id.utf8.allSatisfy { byte in
            Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber
                || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "/")].contains(byte)
        }
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && allowed && id.utf8.count <= 96
            && !id.contains("..") && !id.contains("--")
    }

    private func directory(of id: String) -> String? {
        guard Self.isValid(id) else { return nil }
        return roots.lazy.map { $0 + "/" + id }.first { Self.isDirectory($0) }
    }

    private func contents(of directory: String, description: ModelDescription) throws -> [(String, HubContent)] {
        var contents: [(String, HubContent)] = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory) where !path.hasSuffix(".tmp") {
            let whole = directory + "/" + path
            guard !Self.isDirectory(whole) else { continue }
            let attributes = try FileManager.default.attributesOfItem(atPath: whole)
            let size = (attributes[.size] as? NSNumber)?.int64Value ?? 0
            let modified = attributes[.modificationDate] as? Date ?? Date(timeIntervalSince1970: 0)
            contents.append((path, .file(path: whole, size: size, modified: modified)))
        }
        for file in description.generated {
            let head = file.head.flatMap { Data(base64Encoded: $0) } ?? Data()
            contents.append(
                (file.path, .generated(GeneratedFile(head: [UInt8](head), size: file.size, seed: file.seed))))
        }
        return contents
    }

    private static func commit(of files: [HubFile], id: String) -> String {
        var sha = SHA1()
        sha.update(id.utf8)
        for file in files {
            sha.update("\n\(file.oid) \(file.path)".utf8)
        }
        return Hex.encode(sha.finalized())
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }

    private static func directories(in path: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { isDirectory(path + "/" + $0) }
    }
}
