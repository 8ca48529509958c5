import Foundation
import Testing

/// What the documents name exists.
struct DocumentTests {
    /// The repository's own pages.
    static func pages() throws -> [SourceTree.Source] {
        let top = try FileManager.default.contentsOfDirectory(atPath: SourceTree.root.path)
            .filter { $0.hasSuffix(".md") }.sorted()
        let here = try top.map { name in
            SourceTree.Source(
                path: name, text: try String(contentsOf: SourceTree.root.appending(path: name), encoding: .utf8)
            )
        }
        return here + (try SourceTree.files(under: "docs", endingIn: [".md"]))
    }

    @Test(arguments: [
        "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/api.md", "docs/cli.md", "docs/simulator.md",
        "docs/sources.md", "docs/access.md", "docs/declarative.md", "docs/operations.md",
    ])
    func `a page exists`(path: String) throws {
        #expect(try Self.pages().contains { $0.path == path })
    }

    @Test func `every path that a page names exists`() throws {
        let path = #/\b(?:Sources|Tests|Web|scripts|Plugins|docs)\/[A-Za-z0-9_+.\/-]*[A-Za-z0-9_+-]/#
        for page in try Self.pages() {
            for match in page.text.matches(of: path) {
                let named = SourceTree.root.appending(path: String(match.output)).path
                #expect(FileManager.default.fileExists(atPath: named), "\(page.path) names \(match.output)")
            }
        }
    }

    @Test func `every link between the pages leads somewhere`() throws {
        for page in try Self.pages() {
            let folder = SourceTree.root.appending(path: page.path).deletingLastPathComponent()
            for match in page.text.matches(of: #/\]\(([^)#\s]+)/#) where !match.output.1.contains(":") {
                let linked = folder.appending(path: String(match.output.1)).path
                #expect(FileManager.default.fileExists(atPath: linked), "\(page.path) links to \(match.output.1)")
            }
        }
    }

    @Test func `the architecture page names every target`() throws {
        let page = try #require(try Self.pages().first { $0.path == "ARCHITECTURE.md" }).text
        for folder in try SourceTree.folders(under: "Sources") {
            #expect(page.contains("`\(folder)`"), "ARCHITECTURE.md does not name `\(folder)`")
        }
    }
}
