import Foundation
import GoogleCloud
import Outbound
import TestSupport
import Testing

/// Google's answers, changed in one place each: `LLM_MANAGER_SEED` chooses the places, and a failure names its seed.
struct RecordedAnswerTests {
    private static let seed = ProcessInfo.processInfo.environment["LLM_MANAGER_SEED"].flatMap { UInt64($0) } ?? 20261127
    private static let rounds = 150

    /// The first answer is `text`, all later ones are empty: a page after a made-up token, for instance.
    private static func api(_ text: String) -> GoogleAPIClient {
        let transport = OutboundFakeTransport { _, number in .fake(200, number == 0 ? text : "{}") }
        let outbound = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
        return GoogleAPIClient(outbound: outbound, endpoints: GoogleEndpoints(), tokens: nil)
    }

    @Test(arguments: RecordedAnswer.all)
    func `an answer is read as it was recorded`(_ answer: RecordedAnswer) async throws {
        try await answer.read(Self.api(answer.text))
    }

    @Test(arguments: RecordedAnswer.all)
    func `a changed answer is read, or the error names what is missing`(_ answer: RecordedAnswer) async throws {
        var mutator = AnswerMutator(seed: Self.seed)
        for round in 0..<Self.rounds {
            let mutation = try mutator.mutate(answer.text)
            let place = "seed \(Self.seed), round \(round), \(answer.name): \(mutation)"
            do {
                try await answer.read(Self.api(mutation.text))
            } catch let error as GoogleCloudError {
                #expect(error.code == .unreadable, "\(place): \(error)")
                let names = mutation.path.filter { Int($0) == nil } + ["operation", "object", "list", "token"]
                #expect(names.contains { error.message.contains($0) }, "\(place): \(error.message)")
            } catch {
                Issue.record("\(place): \(error)")
            }
        }
    }

    @Test(arguments: RecordedAnswer.all)
    func `new fields and unknown words are no reason to fail`(_ answer: RecordedAnswer) async throws {
        var mutator = AnswerMutator(seed: Self.seed)
        for round in 0..<Self.rounds {
            let mutation = try mutator.mutate(answer.text)
            guard mutation.change == .unknownField else { continue }
            await #expect(throws: Never.self, "seed \(Self.seed), round \(round): \(mutation)") {
                try await answer.read(Self.api(mutation.text))
            }
        }
    }

    @Test(arguments: ["5", "[]", "\"text\"", "null", "{\"services\":5}", "{\"services\":[5]}", "{", "", "{}x", "nul"])
    func `what is no list of services is never an empty one`(_ text: String) async throws {
        let client = CloudRunClient(Self.api(text))
        guard text.isEmpty else {
            await #expect(throws: GoogleCloudError.self) { try await client.services(project: "p", region: "r") }
            return
        }
        #expect(try await client.services(project: "p", region: "r").isEmpty)
    }

    @Test(arguments: [
        #"{"bindings":{"role":"r"}}"#, #"{"bindings":[{"members":["a"]}]}"#,
        #"{"bindings":[{"role":"r","members":5}]}"#,
        #"{"bindings":[{"role":"r","members":["a"],"condition":"future"}]}"#, #"{"bindings":[[]]}"#,
    ])
    func `a policy that is not understood is never read as one with less`(_ text: String) async throws {
        await #expect(throws: GoogleCloudError.self) {
            try await CloudRunClient(Self.api(text)).servicePolicy(project: "p", region: "r", id: "s")
        }
    }

    @Test(arguments: [#"{"name":"o","done":true,"error":"future"}"#, #"{"name":"o","done":true,"error":[1]}"#])
    func `an operation whose error is not understood has not succeeded`(_ text: String) async throws {
        await #expect(throws: GoogleCloudError.self) {
            try await CloudRunClient(Self.api(text)).operation("projects/p/locations/r/operations/o")
        }
    }

    @Test func `a label that is no text is left out, and the others stay`() async throws {
        let text = #"{"name":"projects/p/locations/r/services/s","labels":{"a":"b","c":{},"d":5}}"#
        let service = try await CloudRunClient(Self.api(text)).service(project: "p", region: "r", id: "s").service
        #expect(service.labels == ["a": "b", "d": "5"])
    }

    @Test func `numbers are read from texts, and what is no number is unknown`() async throws {
        let text = """
            {"name":"projects/p/locations/r/services/s","generation":7,"template":{"maxInstanceRequestConcurrency":"80",\
            "scaling":{"minInstanceCount":1.5,"maxInstanceCount":3.0},"sessionAffinity":"true","timeout":5}}
            """
        let template = try await CloudRunClient(Self.api(text)).service(project: "p", region: "r", id: "s").service
            .template
        #expect(template?.maxInstanceRequestConcurrency == 80)
        #expect(template?.scaling?.minInstanceCount == nil)
        #expect(template?.scaling?.maxInstanceCount == 3)
        #expect(template?.sessionAffinity == true)
        #expect(template?.timeout == "5")
    }

    @Test func `a token answer is read, or refused in words`() async throws {
        let json = #"{"type":"authorized_user","client_id":"id","client_secret":"s","refresh_token":"r"}"#
        let credential = try CredentialFile(json: Data(json.utf8), place: "x")
        guard case .authorizedUser(let user) = credential else { throw CancellationError() }
        var mutator = AnswerMutator(seed: Self.seed)
        for round in 0..<Self.rounds {
            let mutation = try mutator.mutate(
                #"{"access_token":"t","expires_in":3599,"token_type":"Bearer","scope":"s","id_token":"i"}"#)
            let transport = OutboundFakeTransport { _, _ in .fake(200, mutation.text) }
            let provider = TokenProvider(
                FoundCredential(credential: .authorizedUser(user), place: "test"),
                outbound: OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer),
                endpoints: GoogleEndpoints()
            )
            do {
                #expect(try await !provider.accessToken().value.isEmpty)
            } catch let error as GoogleCloudError {
                #expect(error.code == .unreadable && mutation.path == ["access_token"], "\(round): \(mutation)")
            }
        }
    }
}
