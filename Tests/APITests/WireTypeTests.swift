import Domain
import Foundation
import Testing

@testable import API

struct WireTypeTests {
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test func `a problem has a stable type, its status and no empty members`() throws {
        let problem = Problem(.modelGated, "Terms not accepted", detail: "org/name", fix: "Accept them.")
        #expect(
            try Self.json(ProblemView(problem, requestID: "r1"))
                == #"{"code":"model-gated","detail":"org/name","fix":"Accept them.","requestId":"r1","retryable":false,"#
                + #""status":403,"title":"Terms not accepted","type":"urn:llm-manager:problem:model-gated"}"#
        )
    }

    @Test(arguments: Problem.Code.allCases)
    func `every code has a status of an error`(_ code: Problem.Code) {
        #expect((400...599).contains(code.status))
    }

    @Test func `an interrupted import says why, and that it can go on`() throws {
        let snapshot = ImportSnapshot(
            id: "i", target: .local, bucket: "b", model: ModelIdentity(source: .ollama, id: "m:1", pin: "p"),
            state: .interrupted(reason: .needsToken), version: 4,
            files: [FileProgress(path: "f", size: 10, done: 4, state: .transferring)], bytesPerSecond: 0,
            fetchedBytes: 6, startedAt: "s", updatedAt: "u", startedBy: "me"
        )
        #expect(
            try Self.json(ImportView(snapshot))
                == #"{"bucket":"b","bytesPerSecond":0,"canResume":true,"doneBytes":4,"fetchedBytes":6,"#
                + #""files":[{"done":4,"path":"f","size":10,"state":"transferring"}],"id":"i","modelId":"m:1","pin":"p","#
                + #""reason":"needs-token","source":"ollama","startedAt":"s","startedBy":"me","state":"interrupted","#
                + #""totalBytes":10,"updatedAt":"u","verifiedFiles":0,"version":4}"#
        )
    }

    @Test func `a listing keeps the bucket that could not be read`() throws {
        let problem = Problem(.catalogUnreadable, "Unreadable", detail: "not JSON")
        let listing = ModelListing(problems: [ModelListing.BucketProblem(bucket: "b", problem: problem)])
        let text = try Self.json(ModelList(listing))
        #expect(text.hasPrefix(#"{"models":[],"problems":[{"bucket":"b","problem":{"code":"catalog-unreadable""#))
    }

    @Test func `a deploy request becomes the spec that it means`() throws {
        var request = DeployRequest(bucket: "b", source: "ollama", id: "m:1")
        request.engine = "ollama"
        request.maxInstances = 3
        let spec = try request.spec()
        #expect(spec.engine == .ollama)
        #expect(spec.maxInstances == 3)
        #expect(spec.access == .private)
    }

    @Test(arguments: ["source", "engine", "cpu", "minInstances"])
    func `a wrong field of a deploy request is named`(_ field: String) {
        var request = DeployRequest(bucket: "b", source: field == "source" ? "ftp" : "ollama", id: "m:1")
        if field == "engine" { request.engine = "x" }
        if field == "cpu" { request.cpu = 0 }
        if field == "minInstances" { request.minInstances = 5; request.maxInstances = 2 }
        do {
            _ = try request.spec()
            Issue.record("it was accepted")
        } catch {
            #expect(error.code == .invalidRequest)
            #expect(error.detail.contains(field))
        }
    }
}
