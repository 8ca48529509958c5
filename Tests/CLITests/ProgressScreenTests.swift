import API
import Domain
import Testing

@testable import CLI

struct ProgressScreenTests {
    static func view(done: Int64, state: ImportState = .transferring) -> ImportView {
        ImportView(
            ImportSnapshot(
                id: "1", target: .local, bucket: "b", model: ModelIdentity(source: .huggingFace, id: "o/n", pin: "p"),
                state: state, version: done, files: [FileProgress(path: "model.safetensors", size: 100, done: done)],
                bytesPerSecond: 10, fetchedBytes: done, startedAt: "", updatedAt: "", startedBy: "me"
            )
        )
    }

    @Test func `outside a terminal there is a line a second and one for each new state`() {
        var screen = ProgressScreen(isInteractive: false)
        #expect(screen.text(for: Self.view(done: 10), second: 0).contains("(10 %)"))
        #expect(screen.text(for: Self.view(done: 20), second: 0).isEmpty)
        #expect(screen.text(for: Self.view(done: 30), second: 1).contains("7 s left"))
        #expect(screen.text(for: Self.view(done: 100, state: .completed), second: 1).contains("completed"))
    }

    @Test func `in a terminal the second picture is drawn over the first`() {
        var screen = ProgressScreen(isInteractive: true)
        #expect(!screen.text(for: Self.view(done: 10), second: 0).contains("\u{1B}[2A"))
        #expect(screen.text(for: Self.view(done: 20), second: 0).hasPrefix("\u{1B}[2A"))
    }

    @Test func `of many files a terminal shows those that run, and says how many it does not`() {
        let files = (0..<90).map { index in
            let state: FileProgress.State = index == 80 ? .transferring : index < 50 ? .verified : .waiting
            return FileProgress(path: "shard-\(index)", size: 10, done: index < 50 ? 10 : 0, state: state)
        }
        var tally = FileTally(files)
        tally.total = 100_000
        let snapshot = ImportSnapshot(
            id: "1", target: .local, bucket: "b", model: ModelIdentity(source: .huggingFace, id: "o/n", pin: "p"),
            state: .transferring, version: 1, tally: tally, files: files, bytesPerSecond: 10, fetchedBytes: 1,
            startedAt: "", updatedAt: "", startedBy: "me"
        )
        var screen = ProgressScreen(isInteractive: true)
        let lines = screen.text(for: ImportView(snapshot), second: 0).split(separator: "\n")
        #expect(lines.count == 22)
        #expect(lines.first?.contains("shard-80") == true)
        #expect(lines[20].contains("and 99980 more files"))
        #expect(lines[21].contains("50 of 100000 files verified"))
    }
}
