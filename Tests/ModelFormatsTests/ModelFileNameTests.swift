import Domain
import Testing

@testable import ModelFormats

@Suite struct ModelFileNameTests {
    @Test(arguments: [
        "/etc/passwd", "../x", "a/../b", "a//b", "a/", ".", "a\nb", "a\\b", "", String(repeating: "a", count: 1025),
    ])
    func `a hostile name is refused`(_ path: String) {
        #expect(ModelFileName.fault(path) != nil)
    }

    @Test(arguments: ["config.json", "1_Pooling/config.json", ".gitattributes", "a b/ü.json", "..a", "a..b"])
    func `a plain name is fine`(_ path: String) {
        #expect(ModelFileName.fault(path) == nil)
    }

    @Test func `two taken names that differ in case only are refused, with left ones it is fine`() {
        func file(_ path: String, _ isChosen: Bool) -> SourceFile {
            SourceFile(path: path, size: 1, digest: nil, choice: isChosen ? .take("x") : .leave("x"), key: path)
        }
        let problem = #expect(throws: Problem.self) {
            try ModelFileName.check([file("Config.json", true), file("config.json", true)], of: "a/b")
        }
        #expect(problem?.code == .unsupportedModel)
        #expect(throws: Never.self) {
            try ModelFileName.check([file("README.md", false), file("readme.md", false)], of: "a/b")
        }
    }
}
