import Domain
import Importing
import Testing

struct FileLanesTests {
    private func file(_ path: String, _ size: Int64?, inline: [UInt8]? = nil) -> SourceFile {
        SourceFile(path: path, size: size, digest: nil, choice: .take(""), key: path, inline: inline)
    }

    @Test func `small files go from the smallest, large ones from the largest, and nobody is lost`() {
        let files = [
            file("c", 30), file("unknown", nil), file("b", 11), file("a", 10), file("empty", 0), file("d", 30),
            file("manifest", nil, inline: [1]),
        ]
        let lanes = FileLanes(files, part: 10)
        #expect(lanes.small.map(\.path) == ["empty", "manifest", "a"])
        #expect(lanes.large.map(\.path) == ["unknown", "c", "d", "b"])
    }
}
