import Foundation
import Testing

/// The package's own files, as text.
enum SourceTree {
    struct Source {
        var path: String
        var text: String

        var name: String { URL(fileURLWithPath: path).lastPathComponent }

        var lineCount: Int { text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 }

        /// Modules named by `import` lines, whatever their access level or attributes.
        var imports: Set<String> {
            var found: Set<String> = []
            for line in text.split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                guard let index = words.firstIndex(of: "import"), words.count > index + 1 else { continue }
                let before = words[..<index]
                let isImport = before.allSatisfy {
                    $0.hasPrefix("@") || ["package", "internal", "private", "fileprivate", "public"].contains($0)
                }
                guard isImport else { continue }
                let kinds = ["struct", "class", "enum", "protocol", "func", "typealias", "let", "var"]
                let name = kinds.contains(words[index + 1]) ? words[index + 2] : words[index + 1]
                found.insert(String(name.prefix { $0 != "." }))
            }
            return found
        }
    }

    /// The package's root, found from this file's place.
    static var root: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    static func folders(under path: String) throws -> [String] {
        let folder = root.appending(path: path)
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.isDirectoryKey])
            .filter(\.hasDirectoryPath).map(\.lastPathComponent).sorted()
    }

    static func files(under path: String, endingIn suffixes: [String]) throws -> [Source] {
        let folder = root.appending(path: path)
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
            .filter { name in suffixes.contains { name.hasSuffix($0) } }
            .filter { !$0.contains("node_modules/") && !$0.hasPrefix(".build") }
            .map { name in
                Source(
                    path: "\(path)/\(name)",
                    text: try String(contentsOf: folder.appending(path: name), encoding: .utf8)
                )
            }
    }

    static func swiftFiles(under path: String) throws -> [Source] { try files(under: path, endingIn: [".swift"]) }
}
