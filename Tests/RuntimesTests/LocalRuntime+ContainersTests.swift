import Domain
import Foundation
import TestSupport
import Testing

@testable import Runtimes

#if canImport(Glibc)
import Glibc
#endif

/// The local runtime over stand-ins for Docker and Podman that are as strict as they are.
@Suite struct LocalRuntimeContainersTests {
    private static func id() throws -> ServiceID { try ServiceID(region: "local", name: "mini") }

    @Test(arguments: RuntimeConformance.Check.allCases)
    func `engines in containers conform`(_ check: RuntimeConformance.Check) async throws {
        try await LocalFixture.with(containers: "docker") { fixture in
            try await fixture.conformance.run(check)
            for service in try await fixture.runtime.services() { try await fixture.runtime.delete(service.id) }
            #expect(fixture.containers == [])
        }
    }

    @Test(arguments: ["docker", "podman"])
    func `an engine runs in a container with its mark and nothing of ours, and is gone when deleted`(
        tool: String
    ) async throws {
        try await LocalFixture.with(containers: tool) { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let record = try fixture.runtime.existing(Self.id())
            #expect(fixture.containers == [record.container])
            let service = try await fixture.runtime.service(Self.id())
            #expect(service.image == record.recipe.image)
            let marked = ProcessTable.read().entries.filter { $0.token == record.token }
            #expect(marked.contains { $0.command.contains("fake-engine.py vllm serve") })
            let page = try await fixture.runtime.logs(Self.id(), LogQuery())
            #expect(page.lines.contains { $0.text.hasPrefix("listening on 127.0.0.1:") })
            try await fixture.runtime.delete(Self.id())
            #expect(fixture.containers == [])
            #expect(!PortBook.isListening(record.recipe.port))
        }
    }

    @Test func `Ollama's image is run by its own program`() async throws {
        try await LocalFixture.with(SampleModels.gemma, containers: "podman") { fixture in
            let events = try await fixture.deploy(fixture.spec())
            #expect(events.last?.state == .ready)
            #expect(fixture.containers.count == 1)
        }
    }

    @Test func `a container that takes no notice of the signal is killed`() async throws {
        try await LocalFixture.with(containers: "docker") { fixture in
            #expect(
                try await fixture.deploy(fixture.spec(environment: ["FAKE_ENGINE_HANG": "1"])).last?.state == .ready)
            try await fixture.runtime.delete(Self.id())
            #expect(fixture.containers == [])
        }
    }

    @Test func `a manager that comes later knows the container's engine again and keeps it`() async throws {
        try await LocalFixture.with(containers: "docker") { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let before = try fixture.runtime.existing(Self.id()).process
            try await fixture.supervised {
                try await Task.sleep(for: .milliseconds(200))
                #expect(try await fixture.runtime.service(Self.id()).state == .ready)
            }
            #expect(try fixture.runtime.existing(Self.id()).process == before)
        }
    }

    @Test func `a client that is killed leaves its container, which is replaced`() async throws {
        try await LocalFixture.with(containers: "podman") { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let before = try #require(try fixture.runtime.existing(Self.id()).process)
            try await fixture.supervised {
                kill(before.pid, SIGKILL)
                try await fixture.until { $0.process.map { $0 != before } == true && $0.state == .ready }
            }
            #expect(fixture.containers.count == 1)
            #expect(ProcessTable.read().entries.filter { $0.command.contains(fixture.directory) }.count > 0)
        }
    }

    @Test func `an image that is not here is pulled first, and the plan says so`() async throws {
        try await LocalFixture.with(containers: "docker") { fixture in
            let images = "\(fixture.directory)/tool/state/images.json"
            let registry = "\(fixture.directory)/tool/state/registry.json"
            try FileManager.default.moveItem(atPath: images, toPath: registry)
            let plan = try await fixture.runtime.plan(fixture.spec(), of: fixture.manifest)
            #expect(plan.changes.first == "Pull the image \(plan.recipe.image): it is not on this machine yet")
            var events: [DeployEvent] = []
            for try await event in fixture.runtime.deploy(plan) { events.append(event) }
            #expect(events.first?.message == "Pulling the image \(plan.recipe.image)")
            guard case .failed(let problem)? = events.last?.state else {
                Issue.record("there is nothing to pull from")
                return
            }
            #expect(problem.title == "The image cannot be pulled")
            #expect(problem.detail.contains("manifest unknown"))
            #expect(fixture.containers == [])
        }
    }

    @Test func `a container whose service is gone is found and ended`() async throws {
        try await LocalFixture.with(containers: "docker") { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let container = try #require(try fixture.runtime.existing(Self.id()).container)
            #expect(try await fixture.runtime.containerOrphans() == [])
            try fixture.runtime.directory.remove("mini")
            let orphans = try await fixture.runtime.allOrphans()
            #expect(orphans.first?.container == container)
            #expect(orphans.allSatisfy { $0.service == "mini" })
            _ = try await fixture.runtime.end(orphans)
            #expect(fixture.containers == [])
            #expect(try await fixture.runtime.allOrphans() == [])
        }
    }
}
