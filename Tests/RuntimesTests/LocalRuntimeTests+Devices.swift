import Domain
import Foundation
import TestSupport
import Testing

@testable import Runtimes

extension LocalRuntimeTests {
    /// A program that prints two cards, the first half taken.
    private static func cards(_ folder: String) throws -> DeviceReader {
        let path = "\(folder)/nvidia-smi"
        let script = """
            #!/bin/sh
            case "$1" in
            --query-gpu=*)
                echo "0, GPU-a, NVIDIA L4, 24576, 12288, 5, 50, 550.1"
                echo "1, GPU-b, NVIDIA L4, 24576, 24000, 0, 40, 550.1" ;;
            *) echo "GPU-a, 1, 12000" ;;
            esac

            """
        try Data(script.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return DeviceReader(sources: [.program(path)])
    }

    private static func with(_ body: @Sendable (LocalFixture, LocalRuntime) async throws -> Void) async throws {
        try await LocalFixture.with { fixture in
            var settings = fixture.runtime.settings
            settings.devices = try cards(fixture.directory)
            try await body(fixture, LocalRuntime(settings: settings, client: fixture.client))
        }
    }

    @Test func `an engine goes to the card with the least room that does, and is pinned to it`() async throws {
        try await Self.with { fixture, runtime in
            let plan = try await runtime.plan(fixture.spec(), of: fixture.manifest)
            #expect(plan.spec.accelerator == "gpu0")
            #expect(plan.changes.contains("Pin the engine to gpu0 (GPU-a)"))
            // 12 of 24 GiB are left, and vLLM counts its share in the whole card.
            let words = plan.recipe.arguments
            #expect(words.firstIndex(of: "--gpu-memory-utilization").map { words[$0 + 1] } == "0.46")
            for try await _ in runtime.deploy(plan) {}
            let record = try runtime.existing(plan.id)
            #expect(record.place?.devices == [DevicePlace.Pinned(index: 0, uuid: "GPU-a")])
            let process = try #require(record.process)
            let environment = try #require(FileManager.default.contents(atPath: "/proc/\(process.pid)/environ"))
            #expect(environment.split(separator: 0).contains { $0 == Data("CUDA_VISIBLE_DEVICES=0".utf8) })
        }
    }

    @Test func `what does not fit is refused with who holds the memory`() async throws {
        try await Self.with { fixture, runtime in
            var spec = fixture.spec()
            spec.accelerator = "gpu0"
            var large = fixture.manifest
            for index in large.files.indices where large.files[index].path == "model.safetensors" {
                large.files[index].size = 20 << 30
            }
            let plan = try await runtime.plan(spec, of: large)
            let refusal = try #require(plan.problems.first { $0.code == "does-not-fit" })
            #expect(refusal.detail.contains("gpu0 (NVIDIA L4): 24.0 GiB − other programs 12.0 GiB = 12.0 GiB left"))
            #expect(refusal.detail.contains("gpu1 (NVIDIA L4)"))
        }
    }

    @Test func `the processor is used on a machine with cards only when asked for`() async throws {
        try await Self.with { fixture, runtime in
            var spec = fixture.spec()
            spec.accelerator = "cpu"
            let plan = try await runtime.plan(spec, of: fixture.manifest)
            #expect(plan.spec.accelerator == "cpu")
            #expect(plan.changes.contains("Let the engine see no GPU"))
        }
    }

    @Test func `an engine whose service is gone is found by its mark, and ended`() async throws {
        try await LocalFixture.with { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let id = try ServiceID(region: "local", name: "mini")
            let process = try #require(try fixture.runtime.existing(id).process)
            #expect(try fixture.runtime.orphans() == [])
            try fixture.runtime.directory.remove("mini")
            let orphans = try fixture.runtime.orphans()
            #expect(orphans.map(\.pid) == [Int(process.pid)])
            #expect(orphans.map(\.service) == ["mini"])
            // Another process of that number by now is left alone.
            var other = try #require(orphans.first)
            other.startTime = "1"
            #expect(try await fixture.runtime.end([other]) == [])
            #expect(process.isRunning)
            #expect(try await fixture.runtime.end(orphans) == orphans)
            #expect(!process.isRunning)
        }
    }
}
