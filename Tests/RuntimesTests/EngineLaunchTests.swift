import Domain
import Foundation
import Serving
import TestSupport
import Testing

@testable import Runtimes

@Suite struct EngineLaunchTests {
    private static func settings() -> LocalRuntimeSettings {
        LocalRuntimeSettings(
            directory: "/d/services", bucketDirectory: { "/d/buckets/\($0)" },
            host: AcceleratorCatalog.cpu(memory: .gib(16), cores: 4)
        )
    }

    private static func record(_ change: (inout LocalServiceRecord) -> Void = { _ in }) throws -> LocalServiceRecord {
        let recipe = ContainerRecipe(
            engine: .vllm, image: "vllm:1", command: ["vllm", "serve"],
            arguments: ["/d/buckets/b/m", "--port", "21000"],
            environment: ["HF_HUB_OFFLINE": "1"], port: 21000, healthPath: "/health", startupSeconds: 60,
            mountPath: nil, concurrency: 1, servedName: "m", proof: .generation
        )
        var record = LocalServiceRecord(
            id: try ServiceID(region: "local", name: "a"),
            spec: ServiceSpec(bucket: "b", model: SampleModels.llama.model), recipe: recipe, generation: 1,
            state: .creating, createdAt: "t", updatedAt: "t"
        )
        record.token = "o/a/1"
        change(&record)
        return record
    }

    private static let ours = ["PATH": "/bin", "HF_TOKEN": "hf_secret", "CUDA_VISIBLE_DEVICES": "3"]

    @Test func `a process gets what it needs, its mark, and no secret of ours`() throws {
        let launch = EngineLaunch(try Self.record(), Self.settings(), environment: Self.ours)
        #expect(launch.words == ["vllm", "serve", "/d/buckets/b/m", "--port", "21000"])
        #expect(
            launch.environment == [
                "PATH": "/bin", "CUDA_VISIBLE_DEVICES": "3", "HF_HUB_OFFLINE": "1", "LLM_MANAGER_ENGINE": "o/a/1",
            ])
    }

    @Test func `a pinned engine sees its card and no other`() throws {
        let record = try Self.record { record in
            record.place = DevicePlace(devices: [DevicePlace.Pinned(index: 1, uuid: "GPU-b")], reserved: .gib(1))
        }
        let launch = EngineLaunch(record, Self.settings(), environment: Self.ours)
        #expect(launch.environment["CUDA_VISIBLE_DEVICES"] == "1")
        #expect(launch.environment["CUDA_DEVICE_ORDER"] == "PCI_BUS_ID")
    }

    @Test func `on a machine with cards an engine for the processor sees none`() throws {
        let record = try Self.record { $0.place = DevicePlace(devices: [], reserved: .gib(1)) }
        let launch = EngineLaunch(record, Self.settings(), environment: Self.ours)
        #expect(launch.environment["CUDA_VISIBLE_DEVICES"]?.isEmpty == true)
    }

    @Test(arguments: [
        ("vLLM 0.33.0", "0.33.0"), ("ollama version is 0.31.2", "0.31.2"),
        ("version: 4567 (abc1234)\nbuilt with cc", "4567"), ("0.32.0+cpu", "0.32.0+cpu"),
    ])
    func `a version is found in what a program says`(text: String, version: String) {
        #expect(EngineDetector.version(in: text) == version)
    }
}
