import CloudSimulator
import ControlPlane
import Domain
import Foundation
import Logging
import Testing

@testable import CLI
@testable import llm_manager

/// The main job through the same composition that the command line and the server use, over real sockets.
struct MainJobTests {
    /// A simulator with one hub, and a way to make compositions over it; everything is gone afterwards.
    struct Stage {
        let simulator: RunningSimulator
        let folder: URL

        func composition(window: Int? = nil, takesDirectories: Bool = true) async throws -> Composition {
            let request = SessionRequest(
                target: .project("demo-project"), simulator: simulator.stateDirectory, data: folder.path + "/data",
                credentials: nil, window: window, needsTarget: true
            )
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            var plan = CompositionPlan(request, logger: logger)
            plan.takesDirectories = takesDirectories
            return try await Composition.make(plan)
        }

        static func with(weightBytes: Int = 1 << 20, _ body: (Stage) async throws -> Void) async throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: "main-job-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let hub = try SampleHub(in: folder, weightBytes: weightBytes)
            let simulator = try await CloudSimulator.start(
                SimulatorConfiguration(stateDirectory: folder.path + "/cloud", models: [hub.path])
            )
            do {
                try await body(Stage(simulator: simulator, folder: folder))
            } catch {
                await simulator.stop()
                throw error
            }
            await simulator.stop()
        }
    }

    static func context(_ target: Target) -> RequestContext {
        RequestContext(actor: "tester", role: .admin, target: target, requestID: "test")
    }

    static let targets: [Target] = [.project("demo-project"), .local]

    private func imported(_ plane: ControlPlane, _ context: RequestContext, token: Secret? = nil) async throws
        -> ImportSnapshot
    {
        let reference = try ModelReference(parsing: "hf:\(SampleHub.repository)")
        let started = try await plane.imports.start(context, reference, into: "small-models", token: token)
        var last = started
        for try await snapshot in try plane.imports.watch(context, started.id, bucket: "small-models") {
            last = snapshot
        }
        return last
    }

    @Test(arguments: targets)
    func `a model goes from the hub into a bucket, proven, and a second import moves nothing`(target: Target)
        async throws
    {
        try await Stage.with { stage in
            let composition = try await stage.composition()
            let plane = composition.controlPlane
            let context = Self.context(target)
            _ = try await plane.buckets.create(context, name: "small-models", location: "us-central1")
            let done = try await imported(plane, context)
            #expect(done.state == .completed)
            #expect(done.files.map(\.path).sorted() == ["config.json", "model.safetensors", "tokenizer.json"])
            let selection = ModelSelection(bucket: "small-models", source: .huggingFace, id: SampleHub.repository)
            let verified = try await plane.models.verify(context, selection, quick: false)
            #expect(verified.isGood)
            #expect(verified.files.count == 3)
            let plan = try await plane.imports.preflight(
                context, ModelReference(parsing: "hf:\(SampleHub.repository)"), into: "small-models"
            )
            #expect(plan.isComplete)
            #expect(plan.bytesToFetch == 0)
            await composition.close()
        }
    }

    @Test func `a deployed model is ready when it has answered, and gone when deleted`() async throws {
        try await Stage.with { stage in
            let composition = try await stage.composition()
            let plane = composition.controlPlane
            let context = Self.context(.project("demo-project"))
            _ = try await plane.buckets.create(context, name: "small-models", location: "us-central1")
            let done = try await imported(plane, context)
            let spec = ServiceSpec(bucket: "small-models", model: done.model)
            let deployment = try await plane.services.deploy(context, spec)
            var states: [String] = []
            for try await event in deployment.events { states.append(event.state.name) }
            #expect(states.last == "ready")
            let service = try await plane.services.show(context, deployment.plan.id)
            #expect(service.proof != nil)
            let answer = try await plane.services.ask(context, deployment.plan.id, Question("Who are you?"))
            #expect(answer.isStandIn)
            #expect(answer.text.contains("stand-in"))
            try await plane.services.delete(context, deployment.plan.id)
            #expect(try await plane.services.list(context).services.isEmpty)
            await composition.close()
        }
    }

    @Test func `an import that was stopped goes on in another process and gives the same bytes`() async throws {
        try await Stage.with(weightBytes: 24 << 20) { stage in
            let context = Self.context(.project("demo-project"))
            let first = try await stage.composition(window: 4 << 20)
            _ = try await first.controlPlane.buckets.create(context, name: "small-models", location: "us-central1")
            stage.simulator.world.throttle.set(8 << 20, for: .cdn)
            let reference = try ModelReference(parsing: "hf:\(SampleHub.repository)")
            let started = try await first.controlPlane.imports.start(context, reference, into: "small-models")
            for try await snapshot in try first.controlPlane.imports.watch(context, started.id, bucket: "small-models")
            where snapshot.doneBytes > 6 << 20 { break }
            await first.close()
            stage.simulator.world.throttle.set(nil, for: .cdn)
            let second = try await stage.composition()
            let plane = second.controlPlane
            let left = try await plane.imports.show(context, started.id, bucket: "small-models")
            #expect(left.state == .interrupted(reason: .stopped))
            _ = try await plane.imports.resume(context, started.id, bucket: "small-models")
            var last = left
            for try await snapshot in try plane.imports.watch(context, started.id, bucket: "small-models") {
                last = snapshot
            }
            #expect(last.state == .completed)
            let selection = ModelSelection(bucket: "small-models", source: .huggingFace, id: SampleHub.repository)
            #expect(try await plane.models.verify(context, selection, quick: false).isGood)
            await second.close()
        }
    }
}
