import Domain
import TestSupport
import Testing

@testable import ModelHubs

@Suite struct OllamaRegistryTests {
    @Test func `the registry keeps what every source keeps`() async throws {
        try await HubFixture.with { fixture in
            let suite = ModelSourceConformance(
                fixture.ollama, reference: try ModelReference(parsing: "ollama:tiny"),
                unknown: try ModelReference(parsing: "ollama:nothing"),
                foreign: try ModelReference(parsing: "hf:demo/tiny")
            )
            for check in ModelSourceConformance.Check.allCases {
                do { try await suite.run(check) } catch { Issue.record("\(check): \(error)") }
            }
        }
    }

    @Test func `an image is resolved with its manifest last and its shape from the weights`() async throws {
        try await HubFixture.with { fixture in
            let model = try await fixture.ollama.resolve(try ModelReference(parsing: "ollama:tiny"), token: nil)
            #expect(model.files.last?.key == "ollama/manifests/registry.ollama.ai/library/tiny/latest")
            #expect(model.files.last?.isLast == true)
            #expect(model.files.count == 4)
            #expect(model.facts.parameters == 1_100_000_000)
            #expect(model.facts.configuration?.layers == 22)
            #expect(model.facts.configuration?.keyValueHeads == 4)
            #expect(model.facts.configuration?.quantization == "Q4_0")
        }
    }

    @Test func `only configured hosts are asked`() async throws {
        try await HubFixture.with { fixture in
            let problem = await #expect(throws: Problem.self) {
                try await fixture.ollama.resolve(try ModelReference(parsing: "ollama:evil.example/a/b"), token: nil)
            }
            #expect(problem?.code == .invalidReference)
        }
    }

    @Test(arguments: [("8.0B", 8_000_000_000), ("137M", 137_000_000), ("22.7K", 22_700)] as [(String, Int64)])
    func `Ollama's sizes are numbers of parameters`(_ text: String, _ count: Int64) {
        #expect(OllamaRegistry.parameters(text) == count)
    }
}
