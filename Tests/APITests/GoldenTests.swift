import Foundation
import TestSupport
import Testing

struct GoldenTests {
    @Test(arguments: Golden.all)
    func `a wire type reads and writes exactly its golden JSON`(_ golden: Golden) throws {
        let (json, empty) = try golden.roundTrip()
        #expect(try json == golden.normal())
        #expect(empty.isEmpty, "the golden JSON leaves these out")
    }

    @Test func `every wire type has a golden JSON`() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/API")
        var types: [String] = []
        for file in try FileManager.default.contentsOfDirectory(at: sources, includingPropertiesForKeys: nil) {
            let text = try String(contentsOf: file, encoding: .utf8)
            types += text.matches(of: /(?m)^package struct (\w+): [\w, ]*Codable/).map { String($0.1) }
        }
        #expect(Set(types) == Set(Golden.all.map(\.name)))
    }
}
