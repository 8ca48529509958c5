import Domain
import Testing

@testable import CLI

struct ImportFollowerTests {
    static func snapshot(_ state: ImportState) -> ImportSnapshot {
        ImportSnapshot(
            id: "0123456789abcdef", target: .local, bucket: "b",
            model: ModelIdentity(source: .huggingFace, id: "o/n", pin: "p"), state: state, version: 1,
            files: [FileProgress(path: "f", size: 100, done: 100)], bytesPerSecond: 0, fetchedBytes: 100,
            startedAt: "", updatedAt: "", startedBy: "me"
        )
    }

    @Test func `a completed import is said to be in its bucket`() {
        #expect(ImportFollower.outcome(of: Self.snapshot(.completed)).contains("is in b, 100 B proven"))
        var copied = Self.snapshot(.completed)
        copied.fetchedBytes = 0
        #expect(ImportFollower.outcome(of: copied).contains("is in b, 0 B of 100 B proven here, the rest taken over"))
    }

    @Test(arguments: [
        ImportState.failed(Problem(.digestMismatch, "The bytes are wrong", detail: "f")), .cancelled,
        .interrupted(reason: .needsToken),
    ])
    func `any other end is not`(state: ImportState) {
        let text = ImportFollower.outcome(of: Self.snapshot(state))
        #expect(!text.contains("is in b"))
        #expect(text.contains(state.name))
    }

    @Test func `the way on names the import and its bucket`() {
        let command = ImportFollower.resumeCommand(Self.snapshot(.cancelled))
        #expect(command == "llm-manager models resume 0123456789abcdef --bucket b")
    }

    @Test func `an import that another process runs is said to be joined`() {
        var running = Self.snapshot(.transferring)
        running.isElsewhere = true
        #expect(ImportFollower.joined(running).contains("joined the import that me runs in another process"))
    }
}
