import ControlPlane
import Domain
import Foundation
import Testing

@testable import llm_manager

/// The life of one service on Cloud Run, read from the audit log alone.
struct AuditTrailTests {
    private static let context = MainJobTests.context(.project("demo-project"))

    private static func drain<Element>(_ stream: AsyncThrowingStream<Element, any Error>) async throws {
        for try await _ in stream {}
    }

    @Test func `every change of a service begins where the one before ended`() async throws {
        try await MainJobTests.Stage.with { stage in
            let plane = try await stage.composition().controlPlane
            let (context, services) = (Self.context, plane.services)
            _ = try await plane.buckets.create(context, name: "trail-models", location: "us-central1")
            let model = try await plane.imports.start(
                context, ModelReference(parsing: "hf:\(SampleHub.repository)"), into: "trail-models")
            for try await _ in try plane.imports.watch(context, model.id, bucket: "trail-models") {}
            let deployment = try await services.deploy(
                context, ServiceSpec(bucket: "trail-models", model: model.model))
            try await Self.drain(deployment.events)
            let id = deployment.plan.id
            var change = ServiceChange()
            change.maxInstances = 3
            try await Self.drain(try await services.update(context, id, change).events)
            _ = try await services.stop(context, id)
            _ = try await services.start(context, id)
            let everyone = AccessChange.add("user:bob@example.com")
            _ = try await services.changeAccess(context, id, everyone)
            _ = try await services.changeAccess(context, id, .makePrivate)
            try await Self.drain(try await services.renewKey(context, id))
            try await Self.drain(try await services.renewKey(context, id))
            try await Self.drain(try await services.removeKey(context, id))
            try await services.delete(context, id)

            let lines = try await Array(plane.audit.page(context, size: 500).lines.reversed())
            #expect(lines.allSatisfy { $0.outcome == "ok" })
            let changes = Dictionary(grouping: lines, by: \.action)
            func one(_ action: String) throws -> AuditLine { try #require(changes[action]?.first) }
            let deployed = try one("services.deployed")
            #expect(deployed.before == nil)
            for (earlier, later) in [
                ("services.deployed", "services.update"), ("services.updated", "services.stop"),
                ("services.stop", "services.start"),
            ] {
                #expect(try one(earlier).after == one(later).before, "\(earlier), then \(later)")
                #expect(try one(later).before != one(later).after, "\(later)")
            }
            #expect(try one("services.update").before == one("services.updated").before)
            let access = try #require(changes["services.permissions"])
            #expect(access.map { $0.before == nil || $0.after == nil } == [false, false])
            #expect(access[0].before != access[0].after)
            let renewed = try #require(changes["services.key.renewed"])
            #expect(renewed[0].before == nil)
            #expect(renewed[0].after != nil && renewed[0].after != renewed[1].after)
            #expect(renewed[1].before != nil)
            #expect(try one("services.key.removed").before == renewed[1].after)
            #expect(try one("services.key.removed").after == nil)
            #expect(try one("services.delete").before != nil)
            #expect(try one("services.delete").after == nil)
        }
    }
}
