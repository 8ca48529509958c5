import Domain
import Foundation
import NIOCore
import Outbound
import Serving
import TestSupport

@testable import Runtimes

/// A data directory with one imported model, and a local runtime over the stand-in engine.
struct LocalFixture: Sendable {
    let directory: String
    let runtime: LocalRuntime
    let client: OutboundClient
    let manifest: ModelManifest

    static var engineProgram: String {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return tests.appending(path: "Fixtures/fake-engine.py").path(percentEncoded: false)
    }

    /// Runs a test with a fixture of its own and takes everything away after it, engines included.
    static func with(
        _ manifest: ModelManifest = SampleModels.miniLM, containers tool: String? = nil,
        _ body: @Sendable (LocalFixture) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "local-\(UUID().uuidString)")
            .path(percentEncoded: false)
        let transport = NIOTransport()
        let fixture = try LocalFixture(directory: directory, manifest: manifest, transport: transport, tool: tool)
        var failure: (any Error)?
        do { try await body(fixture) } catch { failure = error }
        for service in try await fixture.runtime.services() { try await fixture.runtime.delete(service.id) }
        try await transport.shutdown()
        try FileManager.default.removeItem(atPath: directory)
        if let failure { throw failure }
    }

    /// A supervisor that looks often and gives up soon.
    static var supervision: SupervisionSettings {
        var settings = SupervisionSettings()
        settings.interval = .milliseconds(20)
        settings.healthInterval = .milliseconds(20)
        settings.firstPause = 0.05
        settings.sampleInterval = .milliseconds(50)
        settings.restartLimit = 2
        return settings
    }

    private init(
        directory: String, manifest: ModelManifest, transport: NIOTransport, tool: String?
    ) throws {
        self.directory = directory
        self.manifest = manifest
        client = OutboundClient(transport: transport)
        for file in manifest.files {
            let url = URL(filePath: "\(directory)/buckets/b1/\(file.key)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data().write(to: url)
        }
        let buckets = "\(directory)/buckets"
        runtime = LocalRuntime(
            settings: LocalRuntimeSettings(
                directory: "\(directory)/services", bucketDirectory: { "\(buckets)/\($0)" },
                commands: tool == nil ? Self.commands : [.vllm: ["not-installed"], .ollama: ["not-installed"]],
                host: AcceleratorCatalog.cpu(memory: .gib(16), cores: 4),
                containers: try tool.map { try Self.containerTool($0, in: directory) }, interval: .milliseconds(20),
                stopGrace: .seconds(5), supervision: Self.supervision
            ),
            client: client
        )
    }

    private static var commands: [EngineKind: [String]] {
        // The files of a fixture's model are empty: Ollama's store is not looked into.
        [
            .vllm: ["/usr/bin/env", "python3", engineProgram, "vllm"],
            .ollama: ["/usr/bin/env", "python3", engineProgram, "ollama", "--placeholders"],
            .llamacpp: ["/usr/bin/env", "python3", engineProgram, "llamacpp"],
        ]
    }

    /// A stand-in for Docker or Podman, as its name says, with images of the stand-in engine.
    private static func containerTool(_ name: String, in directory: String) throws -> ContainerTool {
        let program = URL(filePath: engineProgram).deletingLastPathComponent().appending(path: "fake-docker.py")
        let folder = "\(directory)/tool"
        try FileManager.default.createDirectory(atPath: "\(folder)/state", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/\(name)", withDestinationPath: program.path(percentEncoded: false))
        let engine = ["/usr/bin/env", "python3", engineProgram]
        let images = [
            VLLMEngine.cpuImage: ["vllm": engine + ["vllm"]],
            OllamaEngine.defaultImage: ["/bin/ollama": engine + ["ollama", "--placeholders"]],
        ]
        try JSONEncoder().encode(images).write(to: URL(filePath: "\(folder)/state/images.json"))
        return ContainerTool(words: ["\(folder)/\(name)"])
    }

    /// The containers that there are, by the stand-in's own books.
    var containers: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/tool/state/containers"))?.sorted() ?? []
    }

    func spec(environment: [String: String] = [:]) -> ServiceSpec {
        ServiceSpec(name: "mini", bucket: "b1", model: manifest.model, environment: environment)
    }

    func deploy(_ spec: ServiceSpec) async throws -> [DeployEvent] {
        var events: [DeployEvent] = []
        for try await event in runtime.deploy(try await runtime.plan(spec, of: manifest)) { events.append(event) }
        return events
    }

    /// Runs a supervisor beside a body, and ends it.
    func supervised(logLimit: UInt64? = nil, _ body: @Sendable () async throws -> Void) async throws {
        var settings = runtime.settings
        if let logLimit { settings.supervision.logLimit = logLimit }
        let supervisor = LocalSupervisor(LocalRuntime(settings: settings, client: client))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await supervisor.run() }
            try await body()
            group.cancelAll()
        }
    }

    /// Waits until the service's record is like that.
    func until(_ holds: (LocalServiceRecord) throws -> Bool) async throws {
        while true {
            if let record = try runtime.directory.record("mini"), try holds(record) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Makes the service's record what a manager leaves that is killed.
    func rewrite(_ change: (inout LocalServiceRecord) -> Void) throws {
        try runtime.directory.exclusively {
            guard var record = try runtime.directory.record("mini") else { return }
            change(&record)
            try runtime.directory.write(record)
        }
    }

    var conformance: RuntimeConformance {
        var impossible = spec()
        impossible.bucket = "elsewhere"
        return RuntimeConformance(
            runtime: runtime, manifest: manifest, sound: spec(), failing: spec(environment: ["FAKE_ENGINE_CRASH": "1"]),
            impossible: impossible, ask: { [client] in try await EngineQuestion.isAnswered($0, client) },
            makeForeign: { [directory] in
                let path = "\(directory)/services/foreign"
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
                return "foreign"
            }
        )
    }
}
