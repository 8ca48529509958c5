import CloudSimulator
import ControlPlane
import Domain
import Foundation
import Logging
import Testing

@testable import CLI
@testable import llm_manager

/// The rule for idle services on the simulated cloud, over real sockets: a service is stopped, and it is told.
struct IdleSweeperTests {
    private static let project = Target.project("demo-project")

    /// One manager on the cloud whose state lies in `folder`; the cloud ends afterwards and its state stays.
    private static func withManager(
        _ folder: URL, models: String, _ body: (Composition, RequestContext) async throws -> Void
    ) async throws {
        let simulator = try await CloudSimulator.start(
            SimulatorConfiguration(stateDirectory: folder.path + "/cloud", models: [models]))
        let stage = MainJobTests.Stage(simulator: simulator, folder: folder)
        do {
            let composition = try await stage.composition()
            try await body(composition, MainJobTests.context(project))
            await composition.close()
        } catch {
            await simulator.stop()
            throw error
        }
        await simulator.stop()
    }

    /// Moves every service of a cloud that does not run twenty days into the past, and forgets the requests.
    private static func age(_ folder: URL) throws {
        let file = folder.appending(path: "cloud/cloud-run.json")
        let then = Date(timeIntervalSinceNow: -20 * 86_400).formatted(.iso8601)
        let text = try String(contentsOf: file, encoding: .utf8)
            .replacing(/"(createTime|updateTime)"\s*:\s*"[^"]*"/) { "\"\($0.output.1)\":\"\(then)\"" }
        try text.write(to: file, atomically: true, encoding: .utf8)
        try Data().write(to: folder.appending(path: "cloud/requests.ndjson"))
    }

    private static func sweep(_ composition: Composition) async {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        await IdleSweeper(
            services: composition.controlPlane.services, known: KnownTargets([project]), logger: logger
        ).sweep(project)
    }

    @Test func `a warm service that nobody asks is warned of, stopped by the rule, and told in the audit log`()
        async throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "idle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let hub = try SampleHub(in: folder, weightBytes: 1 << 16)
        var id: ServiceID?
        try await Self.withManager(folder, models: hub.path) { composition, context in
            let plane = composition.controlPlane
            _ = try await plane.buckets.create(context, name: "small-models", location: "us-central1")
            let started = try await plane.imports.start(
                context, ModelReference(parsing: "hf:\(SampleHub.repository)"), into: "small-models")
            for try await _ in try plane.imports.watch(context, started.id, bucket: "small-models") {}
            var spec = ServiceSpec(bucket: "small-models", model: started.model)
            spec.minInstances = 1
            let deployment = try await plane.services.deploy(context, spec)
            for try await _ in deployment.events {}
            id = deployment.plan.id
            _ = try await plane.services.setIdleRule(context, try IdleRule(days: 7))
            // A new service is nobody's waste yet.
            await Self.sweep(composition)
            #expect(try await plane.services.show(context, deployment.plan.id).state.name == "ready")
        }
        try Self.age(folder)
        let service = try #require(id)
        try await Self.withManager(folder, models: hub.path) { composition, context in
            let plane = composition.controlPlane
            let cost = try #require(try await plane.services.costs(context).services.first)
            #expect(cost.warnings.map(\.code) == [.idleMinimum])
            #expect((cost.perHourNow?.nanos ?? 0) > 0)
            await Self.sweep(composition)
            #expect(try await plane.services.show(context, service).state == .stopped)
            let told = try await plane.audit.page(context).lines
                .first { $0.action == "services.stop-idle" && $0.subject == service.description }
            #expect(told?.actor == "idle-rule")
            #expect(told?.outcome == "ok")
            let after = try #require(try await plane.services.costs(context).services.first)
            #expect(after.perHourNow?.nanos == 0)
            #expect(after.warnings.isEmpty)
            // Whoever starts it again means to use it.
            _ = try await plane.services.start(context, service)
            await Self.sweep(composition)
            #expect(try await plane.services.show(context, service).state != .stopped)
        }
    }
}
