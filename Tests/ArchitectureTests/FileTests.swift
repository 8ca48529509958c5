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

    /// `FooTests.swift` (or `FooTests+Aspect.swift`) tests `Foo.swift`, a `Foo+Aspect.swift`, or a helper of the tests;
    /// `FooAspectTests.swift` and `Foo+AspectTests.swift` test `Foo+Aspect.swift`.
    @Test func `a test file mirrors a source file`() throws {
        var subjects: Set<String> = []
        for place in ["Sources", "Tests"] {
            for source in try SourceTree.swiftFiles(under: place) where !source.name.contains("Tests") {
                let name = source.name.replacing(".swift", with: "")
                subjects.formUnion([name.replacing("+", with: ""), String(name.prefix { $0 != "+" })])
            }
        }
        for test in try SourceTree.swiftFiles(under: "Tests") {
            let isFree = ["ArchitectureTests", "EndToEndTests", "TestSupport"].contains {
                test.path.contains("/\($0)/")
            }
            guard !isFree, let end = test.name.range(of: "Tests", options: .backwards)?.lowerBound else { continue }
            let subject = String(test.name[..<end]).replacing("+", with: "")
            let isMirror = subjects.contains(subject)
            #expect(isMirror, "\(test.path): there is no \(subject).swift to test")
        }
    }

    /// Paths of the machine on which a file was written; an image's own `/root/.ollama` is not one.
    @Test(arguments: ["/" + "work/", "/" + "root/", "pypi" + ".org", "deb." + "debian.org"])
    func `no tracked text names a machine or a registry`(word: String) throws {
        let suffixes = [".swift", ".py", ".sh", ".js", ".css", ".html", ".md", ".txt", ".json", ".tf"]
        for place in ["Sources", "Tests", "Web", "Plugins", "scripts", "docs"] {
            for source in try SourceTree.files(under: place, endingIn: suffixes) {
                let text = source.text.replacing("/root" + "/.ollama", with: "")
                #expect(!text.contains(word), "\(source.path) contains ‘\(word)’")
            }
        }
    }
}
