import Domain
import ModelHubs
import TestSupport
import Testing

@Suite struct HuggingFaceHubTests {
    @Test func `the hub keeps what every source keeps`() async throws {
        try await HubFixture.with { fixture in
            let suite = ModelSourceConformance(
                fixture.huggingFace, reference: try ModelReference(parsing: "hf:demo/tiny"),
                unknown: try ModelReference(parsing: "hf:demo/nothing"),
                foreign: try ModelReference(parsing: "ollama:tiny")
            )
            for check in ModelSourceConformance.Check.allCases {
                do { try await suite.run(check) } catch { Issue.record("\(check): \(error)") }
            }
        }
    }

    @Test func `a model is resolved with its choice and its shape`() async throws {
        try await HubFixture.with { fixture in
            let model = try await fixture.huggingFace.resolve(try ModelReference(parsing: "hf:demo/tiny"), token: nil)
            #expect(Set(model.chosen.map(\.path)) == ["config.json", "model.safetensors", "tokenizer.json"])
            #expect(model.facts.format == .safetensors)
            #expect(model.facts.license == "mit")
            #expect(model.facts.task == "text-generation")
            #expect(model.facts.configuration?.layers == 2)
            #expect(model.facts.configuration?.headDimension == 16)
        }
    }

    @Test(
        arguments: [
            (nil, Problem.Code.needsToken), ("hf_demo_noaccess", .modelGated), ("hf_wrong", .tokenRejected),
            ("hf_demo_valid", nil),
        ] as [(String?, Problem.Code?)])
    func `a gated model tells what is missing`(_ token: String?, _ code: Problem.Code?) async throws {
        try await HubFixture.with { fixture in
            let reference = try ModelReference(parsing: "hf:demo/gated")
            let secret = token.flatMap { Secret($0) }
            if let code {
                let problem = await #expect(throws: Problem.self) {
                    try await fixture.huggingFace.resolve(reference, token: secret)
                }
                #expect(problem?.code == code)
                #expect(problem?.fix != code.fix)
            } else {
                #expect(try await fixture.huggingFace.resolve(reference, token: secret).facts.gated == "manual")
            }
        }
    }

    @Test func `a revision that does not exist is told from a model that does not`() async throws {
        try await HubFixture.with { fixture in
            let problem = await #expect(throws: Problem.self) {
                try await fixture.huggingFace.resolve(try ModelReference(parsing: "hf:demo/tiny@v9"), token: nil)
            }
            #expect(problem?.code == .revisionNotFound)
        }
    }

    @Test func `search finds models by name`() async throws {
        try await HubFixture.with { fixture in
            let found = try await fixture.huggingFace.search("tiny", limit: 10, token: nil)
            #expect(found.map(\.reference.id).contains("demo/tiny"))
        }
    }
}
