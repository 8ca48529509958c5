import Domain
import Foundation
import TestSupport
import Testing

@testable import ControlPlane

struct DeclarationReaderTests {
    static let whole = """
        apiVersion: llm-manager/v1
        owner: my-team
        buckets:
          - name: good
            location: us-central1
        models:
          - bucket: good
            model: hf:org/name
            track: true
        services:
          - name: svc
            bucket: good
            model: hf:org/name@aaaaaaaaaa
            region: us-central1
            engine: vllm
            accelerator: nvidia-l4
            cpu: 8
            memory: 32Gi
            minInstances: 1
            maxInstances: 2
            concurrency: 10
            contextLength: 4096
            loader: stream
            zonalRedundancy: true
            access: public
            serviceAccount: a@b.iam.gserviceaccount.com
            network: host/net/models
            privateRangesOnly: true
            image: example/image:1
            arguments: ["--enforce-eager", "yes"]
            env: {A: "1"}
            secrets: {KEY: name:3}
        """

    private static func read(_ text: String) throws(Problem) -> Declaration {
        try DeclarationReader(name: "llm-manager.yaml").read(text)
    }

    @Test func `every field is read`() throws {
        let file = try Self.read(Self.whole)
        #expect(file.owner == "my-team")
        #expect(file.models.first?.isTracking == true)
        let service = try #require(file.services.first)
        #expect(service.memory == .gib(32))
        #expect(service.network?.subnetwork == "projects/host/regions/us-central1/subnetworks/models")
        #expect(service.network?.allTraffic == false)
        #expect(service.environment == ["A": "1"])
        #expect(service.secrets["KEY"]?.version == "3")
        #expect(service.arguments == ["--enforce-eager", "yes"])
        #expect(service.model.namedPin == "aaaaaaaaaa")
    }

    @Test(arguments: [
        ("owner: my-team", "llm-manager.yaml:1", "apiVersion is missing"),
        ("apiVersion: v2\nowner: a", "llm-manager.yaml:1:13", "must be llm-manager/v1"),
        ("apiVersion: llm-manager/v1\nowner: My Team", ":2:8", "lowercase"),
        ("apiVersion: llm-manager/v1\nowner: a\ncolour: red", ":3:1", "‘colour’ is no field"),
        ("apiVersion: llm-manager/v1\nowner: a\nbuckets: {}", ":3:10", "is a list"),
        ("apiVersion: llm-manager/v1\nowner: a\nbuckets:\n  - name: B!\n    location: x", ":4:11", "buckets[0].name"),
        ("apiVersion: llm-manager/v1\nowner: a\nmodels:\n  - bucket: good\n    model: nothing", ":5:12", "not a model"),
        (
            "apiVersion: llm-manager/v1\nowner: a\nservices:\n  - name: x\n    bucket: good\n    model: hf:o/n\n    cpu: many",
            ":7:10", "whole number"
        ),
        (
            "apiVersion: llm-manager/v1\nowner: a\nbuckets:\n  - {name: good, location: x}\n  - {name: good, location: x}",
            ":5:12", "buckets[1].name names ‘good’ twice: see line 4"
        ),
        (
            "apiVersion: llm-manager/v1\nowner: a\nservices:\n  - {name: x, bucket: g, model: hf:o/n}\n"
                + "  - {name: y, bucket: g, model: hf:o/n}\n\n  - name: x\n    bucket: g\n    model: hf:o/n",
            ":7:11", "services[2].name names ‘x’ twice: see line 4"
        ),
        (
            "apiVersion: llm-manager/v1\nowner: a\nmodels:\n  - {bucket: g, model: hf:o/n}\n"
                + "  - bucket: g\n    model: hf:o/n",
            ":6:12", "models[1].model names ‘hf:o/n’ twice: see line 4"
        ),
        ("apiVersion: llm-manager/v1\nowner: a\nowner: b", "", ""), ("[", "", ""), ("", "", "empty"),
        ("- a", "", "no mapping"),
        ("a: &a [*a]", "", ""), ("\u{0}", "", ""), ("apiVersion: !!python/object:os.system x\nowner: a", "", ""),
    ])
    func `a mistake is told with its line`(_ text: String, place: String, words: String) {
        let problem = #expect(throws: Problem.self) { _ = try Self.read(text) }
        #expect(problem?.detail.contains("llm-manager.yaml") == true)
        if !place.isEmpty { #expect(problem?.detail.contains(place) == true, "\(problem?.detail ?? "")") }
        if !words.isEmpty { #expect(problem?.detail.contains(words) == true, "\(problem?.detail ?? "")") }
    }

    @Test func `aliases that would grow without end are bounded`() {
        var text = "apiVersion: llm-manager/v1\nowner: a\nx0: &x0 [a,a,a,a,a,a,a,a,a,a]\n"
        for level in 1...20 {
            let list = Array(repeating: "*x\(level - 1)", count: 10).joined(separator: ",")
            text += "x\(level): &x\(level) [\(list)]\n"
        }
        #expect(throws: Problem.self) { _ = try Self.read(text) }
    }

    @Test func `the published schema has the reader's fields`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: root.appending(path: "docs/llm-manager.schema.json"))
        #expect(String(decoding: data, as: UTF8.self) == DeclarationSchema.text + "\n")
        let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let parts = try #require(schema["$defs"] as? [String: [String: Any]])
        func names(_ part: [String: Any]) -> Set<String> { Set((part["properties"] as? [String: Any] ?? [:]).keys) }
        #expect(names(schema) == Set(DeclarationReader.fields["file", default: []]))
        for (kind, part) in parts {
            #expect(names(part) == Set(DeclarationReader.fields[kind, default: []]), "\(kind)")
            #expect(part["additionalProperties"] as? Bool == false)
        }
        let service = try #require(parts["service"]?["properties"] as? [String: [String: Any]])
        #expect(service["engine"]?["enum"] as? [String] == EngineKind.allCases.map(\.rawValue))
        #expect(service["loader"]?["enum"] as? [String] == Loader.allCases.map(\.rawValue))
    }

    @Test func `no text makes the reader crash or hang`() {
        var generator = SeededGenerator(seed: 20_261_127)
        let alphabet = Array("abAB01:-[]{}&*!|>'\"%@`#,? \n\t\u{0}é")
        let lines = Self.whole.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for _ in 0..<2000 {
            let chosen = lines.shuffled(using: &generator).prefix(Int.random(in: 1...30, using: &generator))
            var text = Array(chosen.joined(separator: "\n"))
            for _ in 0..<Int.random(in: 0...8, using: &generator) where !text.isEmpty {
                let at = Int.random(in: 0..<text.count, using: &generator)
                text[at] = alphabet.randomElement(using: &generator) ?? " "
            }
            _ = try? Self.read(String(text))
        }
    }
}
