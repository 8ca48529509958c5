import Domain
import Serving
import TestSupport
import Testing

@Suite struct ShapeTableTests {
    @Test(arguments: [
        ("nvidia-l4", 4, 16, true), ("nvidia-l4", 8, 32, true), ("nvidia-l4", 4, 32, false),
        ("nvidia-l4", 6, 24, true), ("nvidia-l4", 8, 8, false), ("nvidia-rtx-pro-6000", 20, 80, true),
        ("nvidia-rtx-pro-6000", 20, 96, false), ("cpu", 1, 4, true), ("cpu", 1, 8, false), ("cpu", 8, 32, true),
        ("cpu", 3, 4, false),
    ])
    func `CPU and memory go together as Cloud Run says`(_ name: String, _ cpu: Int, _ gib: Int64, _ isValid: Bool)
        throws
    {
        let table = try #require(ShapeTable.cloudRun(name))
        #expect(table.allows(HostShape(cpu: cpu, memory: .gib(gib))) == isValid)
    }

    private func draft(
        _ manifest: ModelManifest, _ change: (inout ServiceSpec) -> Void = { _ in }
    ) throws -> ServingDraft {
        var spec = ServiceSpec(bucket: "b1", model: manifest.model)
        change(&spec)
        return try ServingDesigner().draft(spec, of: manifest, on: .cloudRun(bucket: "b1"))
    }

    @Test func `a shape that Cloud Run has not is an error that names those it has`() throws {
        let odd = try draft(SampleModels.miniLM) {
            $0.accelerator = "nvidia-l4"
            $0.cpu = 4
            $0.memory = .gib(32)
        }
        let problem = try #require(odd.problems.first { $0.code == "shape-invalid" })
        #expect(problem.severity == .error)
        #expect(problem.fix?.contains("8 vCPU with 16.0 GiB to 32.0 GiB") == true)
    }

    @Test func `one half of a shape brings the other half along`() throws {
        let cpu = try draft(SampleModels.miniLM) { $0.cpu = 4 }
        #expect(cpu.spec.cpu == 4 && cpu.spec.memory == .gib(16))
        let memory = try draft(SampleModels.miniLM) { $0.memory = .gib(20) }
        #expect(memory.spec.cpu == 6 && memory.spec.memory == .gib(20))
    }

    @Test func `a pair between the documented bounds of the RTX is a warning`() throws {
        let odd = try draft(SampleModels.llama) {
            $0.accelerator = "nvidia-rtx-pro-6000"
            $0.cpu = 20
            $0.memory = .gib(96)
        }
        #expect(odd.problems.first { $0.code == "shape-invalid" }?.severity == .warning)
    }

    @Test func `a copy needs memory for the whole model: it fits, or is refused with the other loaders as a way`()
        throws
    {
        let small = try draft(SampleModels.miniLM) { $0.loader = .copy }
        #expect(small.problems.isEmpty)
        #expect(small.recipe.memoryVolume?.size == .gib(1))
        var big = SampleModels.llama
        big.files[2].size = 40_000_000_000
        let refused = try draft(big) {
            $0.loader = .copy
            $0.accelerator = "nvidia-l4"
        }
        let problem = try #require(refused.problems.first { $0.code == "memory-too-small" })
        #expect(problem.severity == .error && problem.fix?.contains("stream") == true)
        #expect(refused.shape.contains { $0.label == "copy of the model" })
    }

    @Test func `without a GPU the model, its cache and the engine share the instance's memory`() throws {
        let draft = try draft(SampleModels.miniLM) { $0.accelerator = "cpu" }
        #expect(draft.spec.accelerator == "cpu")
        #expect(draft.spec.cpu == 4 && draft.spec.memory == .gib(8))
        #expect(draft.recipe.image == VLLMEngine.cpuImage)
        #expect(draft.recipe.environment["VLLM_CPU_KVCACHE_SPACE"] == "1")
        #expect(!draft.recipe.arguments.contains("--gpu-memory-utilization"))
        #expect(draft.recipe.probe.map { $0.period * $0.threshold <= 600 } == true)
        #expect(draft.problems.isEmpty)
        let large = try self.draft(SampleModels.llama) {
            $0.accelerator = "cpu"
            $0.contextLength = 8192
        }
        #expect(large.spec.memory.map { $0 >= large.fit.total } == true)
    }
}
