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
}
