import Domain
import TestSupport
import Testing

@testable import Server

struct ImportEndingsTests {
    private let running = FakeImports.snapshot(.transferring, version: 7)
    private let target = Target.project("my-project")

    private func ended(_ last: ImportSnapshot) -> ImportSnapshot {
        var last = last
        last.state = .completed
        last.version += 2
        return last
    }

    @Test func `an import that is gone from the listing is told with its end, for a while`() async {
        let endings = ImportEndings()
        let now = ContinuousClock.now
        _ = await endings.complete(ImportListing(imports: [running]), of: target, now: now) { ended($0) }
        for second in [1, 30] {
            let later = await endings.complete(ImportListing(), of: target, now: now + .seconds(second)) { ended($0) }
            #expect(later.imports.map(\.state) == [.completed])
        }
        let last = await endings.complete(ImportListing(), of: target, now: now + .seconds(300)) { ended($0) }
        #expect(last.imports == [])
    }

    @Test func `a bucket that cannot be read, or a question without an answer, ends nothing`() async {
        let endings = ImportEndings()
        let problem = Problem(.storageUnavailable, "Not now", detail: "d")
        let unread = ImportListing(problems: [ModelListing.BucketProblem(bucket: "good", problem: problem)])
        _ = await endings.complete(ImportListing(imports: [running]), of: target) { ended($0) }
        #expect(await endings.complete(unread, of: target) { ended($0) }.imports == [])
        #expect(await endings.complete(ImportListing(), of: target) { _ in throw problem }.imports == [])
        #expect(await endings.complete(ImportListing(), of: target) { ended($0) }.imports.map(\.state) == [.completed])
    }

    @Test func `targets do not mix, and one that runs again is not ended`() async {
        let endings = ImportEndings()
        _ = await endings.complete(ImportListing(imports: [running]), of: target) { ended($0) }
        #expect(await endings.complete(ImportListing(), of: .local) { ended($0) }.imports == [])
        _ = await endings.complete(ImportListing(), of: target) { ended($0) }
        let again = await endings.complete(ImportListing(imports: [running]), of: target) { ended($0) }
        #expect(again.imports.map(\.state) == [.transferring])
    }
}
