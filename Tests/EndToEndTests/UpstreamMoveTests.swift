import ControlPlane
import Domain
import Foundation
import Testing

@testable import llm_manager

/// A hub moves on: notice, import of the newer revision, services rolled over, the old revision removed.
struct UpstreamMoveTests {
    private static let bucket = "moving-models"
    private static let context = MainJobTests.context(.project("demo-project"))

    private static func write(_ stage: MainJobTests.Stage, _ path: String, _ text: String) throws {
        let file = stage.folder.appending(path: "hub/\(path)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private static func imported(_ plane: ControlPlane, _ reference: String) async throws -> ImportSnapshot {
        let started = try await plane.imports.start(context, ModelReference(parsing: reference), into: bucket)
        var last = started
        for try await snapshot in try plane.imports.watch(context, started.id, bucket: bucket) { last = snapshot }
        #expect(last.state == .completed)
        return last
    }

    private static func deployed(_ plane: ControlPlane, _ model: ModelIdentity) async throws -> Service {
        let deployment = try await plane.services.deploy(context, ServiceSpec(bucket: bucket, model: model))
        var last: DeployEvent?
        for try await event in deployment.events { last = event }
        #expect(last?.state == .ready)
        return try await plane.services.show(context, deployment.plan.id)
    }

    private static func garbage(_ plane: ControlPlane) async throws -> [GarbageItem] {
        try await plane.models.garbage(context, bucket: bucket).items
    }

    @Test func `a newer commit is told, imported beside the old one, rolled over, and the old one goes`() async throws {
        try await MainJobTests.Stage.with { stage in
            let composition = try await stage.composition()
            let plane = composition.controlPlane
            _ = try await plane.buckets.create(Self.context, name: Self.bucket, location: "us-central1")
            let reference = "hf:\(SampleHub.repository)"
            let old = try await Self.imported(plane, reference)
            let first = try await Self.deployed(plane, old.model)
            #expect(first.model == old.model)
            let before = try await plane.models.updates(Self.context)
            #expect(before.updates.isEmpty)
            #expect(before.current == 1)

            try Self.write(stage, "huggingface/\(SampleHub.repository)/tokenizer.json", #"{"version": "2"}"#)
            let notice = try #require(try await plane.models.updates(Self.context, fresh: true).updates.first)
            #expect(notice.model == old.model)
            #expect(notice.reference == reference)

            let new = try await Self.imported(plane, notice.reference)
            #expect(new.model.pin == notice.pin)
            let pins = try await plane.models.list(Self.context, bucket: Self.bucket).models.map(\.entry.model.pin)
            #expect(Set(pins) == [old.model.pin, new.model.pin])
            #expect(try await plane.models.updates(Self.context, fresh: true).updates.isEmpty)
            // The service still needs the old one.
            #expect(try await Self.garbage(plane).isEmpty)

            let second = try await Self.deployed(plane, new.model)
            #expect(second.id == first.id)
            #expect(second.model == new.model)
            #expect(second.revision != first.revision)
            let garbage = try await Self.garbage(plane)
            #expect(garbage.map(\.kind) == [.supersededRevision])
            _ = try await plane.models.collect(Self.context, bucket: Self.bucket, ids: Set(garbage.map(\.id)))
            let left = try await plane.models.list(Self.context, bucket: Self.bucket).models.map(\.entry.model)
            #expect(left == [new.model])
            let selection = ModelSelection(bucket: Self.bucket, source: .huggingFace, id: SampleHub.repository)
            #expect(try await plane.models.verify(Self.context, selection, quick: false).isGood)
            await composition.close()
        }
    }

    @Test func `a service goes over to the newer revision by an update, keeps its address, and can go back`()
        async throws
    {
        try await MainJobTests.Stage.with { stage in
            let composition = try await stage.composition()
            let plane = composition.controlPlane
            _ = try await plane.buckets.create(Self.context, name: Self.bucket, location: "us-central1")
            let old = try await Self.imported(plane, "hf:\(SampleHub.repository)")
            let first = try await Self.deployed(plane, old.model)
            try Self.write(stage, "huggingface/\(SampleHub.repository)/tokenizer.json", #"{"version": "2"}"#)
            let notice = try #require(try await plane.models.updates(Self.context, fresh: true).updates.first)
            #expect(notice.model == first.model)
            var change = ServiceChange()
            change.pin = notice.pin
            // What the bucket does not hold yet cannot be rolled over to.
            let early = await #expect(throws: Problem.self) {
                try await plane.services.plan(Self.context, change, of: first.id)
            }
            #expect(early?.code == .revisionNotFound)

            let new = try await Self.imported(plane, notice.reference)
            change.pin = String(new.model.pin.prefix(12))
            let plan = try await plane.services.plan(Self.context, change, of: first.id)
            #expect(plan.canApply)
            #expect(
                plan.diff.contains {
                    $0.new?.contains(new.model.pin) == true && $0.old?.contains(old.model.pin) == true
                })
            let deployment = try await plane.services.update(
                Self.context, first.id, change, confirmed: .plan(basedOn: plan.basedOn))
            var last: DeployEvent?
            for try await event in deployment.events { last = event }
            #expect(last?.state == .ready)
            let second = try await plane.services.show(Self.context, first.id)
            #expect(second.model == new.model)
            #expect(second.url == first.url)
            #expect(second.revision != first.revision)
            #expect(second.servedName == first.servedName)
            #expect(try await Self.garbage(plane).map(\.kind) == [.supersededRevision])

            let back = try await plane.services.rollBack(Self.context, first.id, to: nil)
            #expect(back.revision == first.revision)
            await composition.close()
        }
    }

    @Test func `a tag that moved is replaced, and its old blobs stay until the garbage is collected`() async throws {
        try await MainJobTests.Stage.with { stage in
            let image = "ollama/library/moving/latest"
            try Self.write(
                stage, "\(image)/config.json", #"{"model_family":"llama","model_type":"1B","file_type":"Q4_0"}"#)
            try Self.write(stage, "\(image)/model.gguf", "GGUF" + String(repeating: "old weights ", count: 1000))
            let composition = try await stage.composition()
            let plane = composition.controlPlane
            _ = try await plane.buckets.create(Self.context, name: Self.bucket, location: "us-central1")
            let old = try await Self.imported(plane, "ollama:moving")
            #expect(try await plane.models.updates(Self.context).current == 1)

            try Self.write(stage, "\(image)/model.gguf", "GGUF" + String(repeating: "new weights! ", count: 1000))
            let notice = try #require(try await plane.models.updates(Self.context, fresh: true).updates.first)
            #expect(notice.reference == "ollama:moving:latest")
            let new = try await Self.imported(plane, notice.reference)
            #expect(new.model.pin == notice.pin)
            #expect(new.model.pin != old.model.pin)
            #expect(try await plane.models.updates(Self.context, fresh: true).updates.isEmpty)

            let garbage = try await Self.garbage(plane)
            #expect(!garbage.isEmpty)
            let freed = try await plane.models.collect(Self.context, bucket: Self.bucket, ids: Set(garbage.map(\.id)))
                .freed
            #expect(freed > ByteCount(10_000))
            let selection = ModelSelection(bucket: Self.bucket, source: .ollama, id: new.model.id, pin: new.model.pin)
            #expect(try await plane.models.verify(Self.context, selection, quick: false).isGood)
            await composition.close()
        }
    }
}
