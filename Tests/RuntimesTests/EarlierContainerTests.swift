import Domain
import Foundation
import GoogleCloud
import Testing

@testable import Runtimes

/// Services of the earlier manager, as they were written down from a project of December 2025.
@Suite struct EarlierContainerTests {
    private func json(_ name: String) throws -> GoogleJSON {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = folder.appending(path: "Fixtures/earlier-manager/service-\(name).json")
        return try JSONDecoder().decode(GoogleJSON.self, from: Data(contentsOf: file))
    }

    private let reader = CloudRunReader(project: "demo-project")

    @Test(
        arguments: [
            (
                "vllm", EngineKind.vllm, SourceKind.huggingFace, "google/gemma-3-4b-it",
                "/gcs/old-models/google/gemma-3-4b-it"
            ),
            ("ollama", .ollama, .ollama, "gemma2:9b", "gemma2:9b"),
            (
                "zml", nil, .huggingFace, "meta-llama/Llama-3.2-1B-Instruct",
                "/model/meta-llama/Llama-3.2-1B-Instruct/model-repo"
            ),
        ] as [(String, EngineKind?, SourceKind, String, String)])
    func `engine, model, bucket and accelerator are read from the container`(
        _ name: String, _ engine: EngineKind?, _ source: SourceKind, _ id: String, _ servedName: String
    ) throws {
        let service = try reader.service(try json(name))
        #expect(service.engine == engine)
        #expect(service.model == ModelIdentity(source: source, id: id, pin: ""))
        #expect(service.servedName == servedName)
        #expect(service.bucket == "old-models")
        #expect(service.accelerator == "nvidia-l4")
        #expect(service.isAdopted)
        #expect(service.state.name == "unproven")
    }

    @Test func `an engine that is not known is said to be so, and is not asked`() throws {
        guard case .unproven(let reason, let command) = try reader.service(try json("zml")).state else {
            Issue.record("it is not unproven")
            return
        }
        #expect(reason.contains("zmlai/llmd"))
        #expect(command == nil)
    }

    @Test(arguments: ["vllm", "ollama", "zml"])
    func `a change of one variable leaves everything else as it came`(_ name: String) throws {
        let existing = try json(name)
        var change = ServiceChange()
        change.environment = ["A": "1"]
        let body = CloudRunServiceMerge(change: change).value(onto: existing)
        #expect(CloudRunFields.diff(existing, body) == [FieldChange(field: "environment.A", old: nil, new: "1")])
        #expect(body["labels"] == existing["labels"])
        #expect(body["template"]?["volumes"] == existing["template"]?["volumes"])
    }

    @Test func `a path that is on no mount names no model`() throws {
        var existing = try json("vllm")
        existing["template"]?["volumes"] = []
        #expect(EarlierContainer(existing)?.model == nil)
    }
}
