import Domain
import ModelHubs
import Outbound
import TestSupport
import Testing

struct HuggingFaceHubPinTests {
    @Test func `one small request tells the commit`() async throws {
        let commit = String(repeating: "c", count: 40)
        let transport = OutboundFakeTransport { _, _ in .fake(200, #"{"_id":"1","id":"o/n","sha":"\#(commit)"}"#) }
        let hub = try HuggingFaceHub(client: OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer))
        #expect(try await hub.pin(of: try ModelReference(parsing: "hf:o/n"), known: nil, token: nil) == commit)
        #expect(
            transport.requests.map(\.url) == ["https://huggingface.co/api/models/o/n/revision/main?expand=sha"])
    }

    @Test func `the simulated hub's pin is the one that resolving gives`() async throws {
        try await HubFixture.with { fixture in
            let reference = try ModelReference(parsing: "hf:demo/tiny")
            let model = try await fixture.huggingFace.resolve(reference, token: nil)
            let pin = try await fixture.huggingFace.pin(of: reference, known: "x", token: nil)
            #expect(pin == model.pin)
        }
    }

    @Test func `a tag's pin is the one that resolving gives`() async throws {
        try await HubFixture.with { fixture in
            let reference = try ModelReference(parsing: "ollama:tiny")
            let model = try await fixture.ollama.resolve(reference, token: nil)
            #expect(try await fixture.ollama.pin(of: reference, known: "sha256:0", token: nil) == model.pin)
            #expect(try await fixture.ollama.pin(of: reference, known: model.pin, token: nil) == model.pin)
        }
    }

    @Test func `a registry that says unchanged is believed, without a body`() async throws {
        let transport = OutboundFakeTransport { request, _ in
            request.headers["If-None-Match"] == "\"sha256:aa\"" ? .fake(304) : .fake(200, "{}")
        }
        let registry = try OllamaRegistry(
            client: OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer))
        let reference = try ModelReference(parsing: "ollama:llama3")
        #expect(try await registry.pin(of: reference, known: "sha256:aa", token: nil) == "sha256:aa")
        #expect(try await registry.pin(of: reference, known: "sha256:bb", token: nil) != "sha256:bb")
    }

    @Test func `a missing model is told as missing`() async throws {
        try await HubFixture.with { fixture in
            let problem = await #expect(throws: Problem.self) {
                try await fixture.huggingFace.pin(
                    of: try ModelReference(parsing: "hf:demo/none"), known: nil, token: nil)
            }
            #expect(problem?.code == .modelNotFound)
        }
    }
}
