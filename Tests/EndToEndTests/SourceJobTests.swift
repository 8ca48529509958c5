import CloudSimulator
import ControlPlane
import Domain
import Foundation
import Importing
import NIOCore
import TestSupport
import Testing

@testable import CLI
@testable import llm_manager

/// A team's own model: from a directory or another bucket to a service that answers.
@Suite(.serialized) struct SourceJobTests {
    private func imported(
        _ reference: ModelReference, _ plane: ControlPlane, _ context: RequestContext, reads: Bool = false
    ) async throws -> ImportSnapshot {
        var last = try await plane.imports.start(context, reference, into: "small-models", reads: reads)
        for try await snapshot in try plane.imports.watch(context, last.id, bucket: "small-models") { last = snapshot }
        return last
    }

    /// A composition with the bucket `small-models` and a directory with a model.
    private func withModel(
        _ target: Target = .project("demo-project"),
        _ body: (MainJobTests.Stage, ControlPlane, RequestContext, String) async throws -> Void
    ) async throws {
        try await MainJobTests.Stage.with { stage in
            try await SampleFolder.with { path in
                let composition = try await stage.composition()
                let context = MainJobTests.context(target)
                _ = try await composition.controlPlane.buckets.create(
                    context, name: "small-models", location: "us-central1")
                try await body(stage, composition.controlPlane, context, path)
                await composition.close()
            }
        }
    }

    @Test(arguments: MainJobTests.targets)
    func `a directory becomes a proven model of a bucket`(target: Target) async throws {
        try await withModel(target) { _, plane, context, path in
            let done = try await imported(ModelReference(parsing: "dir:\(path)#support-bot"), plane, context)
            #expect(done.state == .completed)
            #expect(Set(done.files.map(\.path)) == SampleFolder.needed)
            let selection = ModelSelection(bucket: "small-models", source: .directory, id: "support-bot")
            let model = try await plane.models.show(context, selection)
            #expect(model.manifest?.files.allSatisfy { $0.sha256 != nil } == true)
            let weights = model.manifest?.files.first { $0.path == "model.safetensors" }
            #expect(weights?.key == "files/support-bot/\(done.model.pin)/model.safetensors")
            #expect(try await plane.models.verify(context, selection, quick: false).isGood)

            let copy = try await plane.imports.preflight(
                context, ModelReference(parsing: "dir:\(path)#support-bot"), into: "small-models")
            #expect(copy.isComplete)
            let freed = try await plane.models.delete(context, selection)
            #expect(freed.bytes > 3_000_000)
        }
    }

    @Test func `a model of a directory is deployed under its own name, and answers`() async throws {
        try await withModel { _, plane, context, path in
            let done = try await imported(ModelReference(parsing: "dir:\(path)#support-bot"), plane, context)
            let deployment = try await plane.services.deploy(
                context, ServiceSpec(bucket: "small-models", model: done.model))
            var states: [String] = []
            for try await event in deployment.events { states.append(event.state.name) }
            #expect(states.last == "ready")
            let service = try await plane.services.show(context, deployment.plan.id)
            #expect(service.servedName == "support-bot")
            #expect(service.model?.source == .directory)
            let answer = try await plane.services.ask(context, deployment.plan.id, Question("Who are you?"))
            #expect(answer.text.contains("stand-in"))
        }
    }

    @Test func `a directory is not sent to a job, which could not see it`() async throws {
        try await withModel { _, plane, context, path in
            let problem = await #expect(throws: Problem.self) {
                try await plane.imports.start(
                    context, ModelReference(parsing: "dir:\(path)"), into: "small-models",
                    way: ImportWay(executor: .job))
            }
            #expect(problem?.title == "A directory is read where it is")
        }
    }

    @Test func `a directory inside or around the data directory is refused`() async throws {
        try await withModel(.local) { stage, plane, context, _ in
            let inside = stage.folder.path + "/data/buckets/small-models"
            for (path, name) in [(inside, "inside"), (stage.folder.path, "around")] {
                let problem = await #expect(throws: Problem.self) {
                    try await plane.imports.preflight(
                        context, ModelReference(parsing: "dir:\(path)#\(name)"), into: "small-models")
                }
                #expect(problem?.title == "The manager's own data")
            }
        }
    }

    @Test func `a file that changes after the plan is never published, and the next plan has another pin`() async throws
    {
        try await MainJobTests.Stage.with { stage in
            try await SampleFolder.with { path in
                let composition = try await stage.composition()
                let context = MainJobTests.context(.project("demo-project"))
                let plane = composition.controlPlane
                _ = try await plane.buckets.create(context, name: "small-models", location: "us-central1")
                let reference = try ModelReference(parsing: "dir:\(path)")
                let manager = composition.imports
                let plan = try await manager.plan(
                    reference, bucket: "small-models", in: context.target, token: nil)
                let file = URL(filePath: path + "/model.safetensors")
                var bytes = try Data(contentsOf: file)
                bytes[1_500_000] ^= 1
                try bytes.write(to: file)
                let id = try await manager.start(plan, in: context.target, token: nil, startedBy: "tester")
                let problem = await #expect(throws: Problem.self) { try await manager.result(id) }
                #expect(problem?.code == .digestMismatch)
                let models = try await plane.models.list(context, bucket: "small-models")
                #expect(!models.models.contains { $0.entry.status == .completed })
                let done = try await imported(reference, plane, context)
                #expect(done.state == .completed)
                #expect(done.model.pin != plan.model.pin)
                await composition.close()
            }
        }
    }

    /// What went over the simulated storage's wire since a request's number.
    private func traffic(_ stage: MainJobTests.Stage, since number: Int) -> (reads: [String], rewrites: Int) {
        let entries = stage.simulator.world.recorder.entries(since: number).filter { $0.listener == .storage }
        let reads = entries.filter { $0.method == "GET" && $0.target.contains("alt=media") }.map(\.target)
        return (reads, entries.count { $0.target.contains("/rewriteTo/") })
    }

    @Test(arguments: [false, true])
    func `a model of another bucket is copied by the storage itself, or read when that is asked for`(reads: Bool)
        async throws
    {
        try await withModel { stage, plane, context, _ in
            _ = try await plane.buckets.create(context, name: "their-finetunes", location: "us-central1")
            let theirs = try plane.dependencies.targets.buckets(of: context.target).store(
                "their-finetunes", in: context.target)
            for (path, bytes) in SampleFolder.files {
                _ = try await theirs.write("bots/v3/\(path)", ByteBuffer(bytes: bytes), if: .absent, metadata: [:])
            }
            let reference = try ModelReference(parsing: "gs://their-finetunes/bots/v3#support-bot")
            let plan = try await plane.imports.preflight(context, reference, into: "small-models", reads: reads)
            #expect(plan.copies.count == (reads ? 0 : 3))
            #expect(plan.bytesToFetch.bytes == (reads ? plan.bytesTotal.bytes : 0))
            #expect(plan.warnings.contains { $0.contains("SHA-256") } == !reads)

            let number = stage.simulator.world.recorder.entries().last?.number ?? 0
            let done = try await imported(reference, plane, context, reads: reads)
            #expect(done.state == .completed)
            #expect(done.fetchedBytes == (reads ? plan.bytesTotal.bytes : 0))
            let traffic = traffic(stage, since: number + 1)
            let weights = traffic.reads.filter { $0.contains("model.safetensors") }
            #expect(weights.isEmpty == !reads)
            #expect(traffic.rewrites == (reads ? 0 : 3))

            let selection = ModelSelection(bucket: "small-models", source: .bucket, id: "support-bot")
            let model = try await plane.models.show(context, selection)
            for file in model.manifest?.files ?? [] {
                #expect((file.sha256 == nil) == !reads)
                #expect(file.promised == .crc32c(file.crc32c))
            }
            #expect(model.manifest?.files.count == 3)
            #expect(try await plane.models.verify(context, selection, quick: false).isGood)
        }
    }

    @Test func `a shared server reads no directory`() async throws {
        try await MainJobTests.Stage.with { stage in
            try await SampleFolder.with { path in
                let composition = try await stage.composition(takesDirectories: false)
                let context = MainJobTests.context(.project("demo-project"))
                let plane = composition.controlPlane
                _ = try await plane.buckets.create(context, name: "small-models", location: "us-central1")
                let problem = await #expect(throws: Problem.self) {
                    try await plane.imports.start(
                        context, ModelReference(parsing: "dir:\(path)"), into: "small-models")
                }
                #expect(problem?.code == .unsupported)
                #expect(problem?.fix.contains("gs://") == true)
                #expect(try await plane.projects.whoAmI(context).sources == [.huggingFace, .ollama, .bucket])
                await composition.close()
            }
        }
    }
}
