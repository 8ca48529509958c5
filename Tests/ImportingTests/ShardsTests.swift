import Domain
import Importing
import Testing

struct ShardsTests {
    private func file(_ path: String, _ size: Int64?) -> SourceFile {
        SourceFile(path: path, size: size, digest: nil, choice: .take("weights"), key: path)
    }

    @Test func `the largest file goes first, each to the task that has the least`() {
        let files = [file("a", 10 << 30), file("b", 6 << 30), file("c", 5 << 30), file("d", 1 << 30), file("e", 700)]
        let shares = Shards.split(files.shuffled(), into: 3).map { $0.map(\.path) }
        #expect(shares == [["a"], ["b", "e"], ["c", "d"]])
    }

    @Test func `one giant file is one task's, and tasks without files have empty shares`() {
        #expect(Shards.split([file("a", 1 << 40)], into: 3).map(\.count) == [1, 0, 0])
        #expect(Shards.split([], into: 2) == [[], []])
        #expect(Shards.split([file("a", 1)], into: 0).map(\.count) == [1])
    }

    @Test(arguments: [1, 2, 7, 64])
    func `every file is in one share, and small ones are spread evenly`(tasks: Int) {
        let files = (0..<1_000).map { file("f\($0)", Int64($0)) } + [file("unknown", nil)]
        let shares = Shards.split(files, into: tasks)
        #expect(shares.count == tasks)
        #expect(Set(shares.joined().map(\.path)) == Set(files.map(\.path)))
        #expect(shares.joined().count == files.count)
        let counts = shares.map(\.count)
        #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
    }
}
