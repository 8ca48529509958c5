import Domain
import Testing

@testable import API

struct ImportViewTests {
    @Test func `a request says how the import runs, and refuses what there is not`() throws {
        let plain = try ImportRequest(bucket: "b", model: "hf:a/b").way()
        #expect(plain == ImportWay())
        let job = try ImportRequest(bucket: "b", model: "hf:a/b", executor: "job", tasks: 3, keepToken: true).way()
        #expect(job == ImportWay(executor: .job, tasks: 3, keepsToken: true))
        #expect(throws: Problem.self) { try ImportRequest(bucket: "b", model: "hf:a/b", executor: "cron").way() }
    }

    @Test func `an interrupted import says why, and that it can go on`() throws {
        let snapshot = ImportSnapshot(
            id: "i", target: .local, bucket: "b", model: ModelIdentity(source: .ollama, id: "m:1", pin: "p"),
            state: .interrupted(reason: .needsToken), version: 4,
            files: [FileProgress(path: "f", size: 10, done: 4, state: .transferring)], bytesPerSecond: 0,
            fetchedBytes: 6, startedAt: "s", updatedAt: "u", startedBy: "me"
        )
        #expect(
            try WireText.json(ImportView(snapshot))
                == #"{"activeFiles":1,"bucket":"b","bytesPerSecond":0,"canResume":true,"doneBytes":4,"elsewhere":false,"#
                + #""failedFiles":0,"fetchedBytes":6,"fileCount":1,"#
                + #""files":[{"done":4,"path":"f","size":10,"state":"transferring"}],"filesLeftOut":0,"id":"i","#
                + #""modelId":"m:1","pin":"p","#
                + #""reason":"needs-token","source":"ollama","startedAt":"s","startedBy":"me","state":"interrupted","#
                + #""totalBytes":10,"updatedAt":"u","verifiedFiles":0,"version":4}"#
        )
    }
}
