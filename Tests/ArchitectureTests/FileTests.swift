import Foundation
import Testing

struct FileTests {
    static let places: [(String, [String])] = [
        ("Sources", [".swift", ".h"]), ("Tests", [".swift", ".py"]), ("Web", [".js", ".css", ".html"]),
        ("Plugins", [".swift"]), ("scripts", [".py", ".sh"]),
    ]

    @Test(arguments: places)
    func `no hand-written file is longer than 450 lines`(place: String, suffixes: [String]) throws {
        for source in try SourceTree.files(under: place, endingIn: suffixes) {
            #expect(source.lineCount <= 450, "\(source.path) has \(source.lineCount) lines")
        }
    }

    @Test(arguments: [
        "try!", "as!", "fatalError(", "@unchecked Sendable", "nonisolated(unsafe)", "TODO", "FIXME",
    ])
    func `sources hold no unsafe escape and no unfinished work`(word: String) throws {
        for source in try SourceTree.swiftFiles(under: "Sources") {
            #expect(!source.text.contains(word), "\(source.path) contains ‘\(word)’")
        }
    }

    @Test func `a test file mirrors a source file`() throws {
        let sources = Set(
            try SourceTree.swiftFiles(under: "Sources").map { URL(fileURLWithPath: $0.path).lastPathComponent }
        )
        for test in try SourceTree.swiftFiles(under: "Tests") {
            let name = URL(fileURLWithPath: test.path).lastPathComponent
            let isFree = ["ArchitectureTests", "EndToEndTests", "TestSupport"].contains { test.path.contains("/\($0)/") }
            guard !isFree, name.hasSuffix("Tests.swift") else { continue }
            let twin = name.replacing("Tests.swift", with: ".swift")
            #expect(sources.contains(twin), "\(test.path) has no \(twin) to test")
        }
    }

    @Test(arguments: ["/" + "work/", "/" + "root/", "pypi" + ".org", "deb." + "debian.org"])
    func `no tracked text names a machine or a registry`(word: String) throws {
        for place in ["Sources", "Tests", "Web", "Plugins", "scripts", "docs", "Terraform"] {
            let suffixes = [".swift", ".py", ".sh", ".js", ".css", ".html", ".md", ".txt", ".json", ".tf"]
            for source in try SourceTree.files(under: place, endingIn: suffixes) {
                #expect(!source.text.contains(word), "\(source.path) contains ‘\(word)’")
            }
        }
    }
}
