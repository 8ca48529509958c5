import CloudSimulator
import Domain
import Foundation
import TestSupport
import Testing

@testable import Runtimes

struct CloudRunRuntimeMetricsTests {
    private static let charts = ["requests", "latency", "instances", "gpu", "gpu-memory", "cpu", "memory", "startup"]

    @Test func `requests become figures: rate by class, percentiles, instances, use`() async throws {
        try await CloudFixture.with { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let endpoint = try await fixture.runtime.endpoint(fixture.id)
            #expect(try await EngineQuestion.isAnswered(endpoint, fixture.client))
            let metrics = try await fixture.runtime.metrics(fixture.id, over: .hour)
            #expect(metrics.charts.map(\.id) == Self.charts)
            #expect(metrics.charts.allSatisfy { $0.problem == nil })
            let requests = try #require(metrics.charts.first?.series.first)
            #expect(requests.name == "2xx" && requests.points.contains { $0.value > 0 })
            #expect(metrics.charts[1].series.map(\.name) == ["p50", "p95", "p99"])
            #expect(metrics.charts[1].series.allSatisfy { !$0.points.isEmpty })
            #expect(metrics.charts[2].series.map(\.name) == ["active", "idle"])
            #expect(metrics.charts[3].series.allSatisfy { $0.points.allSatisfy { (0...1).contains($0.value) } })
            #expect(metrics.lagSeconds == 180)
        }
    }

    @Test func `an engine that is up is asked for its tokens`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let endpoint = try await fixture.runtime.endpoint(fixture.id)
            #expect(try await EngineQuestion.isAnswered(endpoint, fixture.client))
            let metrics = try await fixture.runtime.metrics(fixture.id, over: .sixHours)
            let engine = try #require(metrics.engine)
            #expect(engine.promptTokens ?? 0 > 0 && engine.running == 0)
            #expect(metrics.engineNote == nil)
        }
    }

    @Test func `a service that is scaled to zero is not woken, and that is said`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let charts = [MetricChart(id: "instances", title: "", unit: "1", series: [])]
            #expect(CloudRunRuntime.instancesUp(charts, now: .now) == nil)
            let json = try await fixture.runtime.managed(fixture.id)
            let (engine, note) = try await fixture.runtime.engineFigures(json, instances: 0)
            #expect(engine == nil)
            #expect(note?.contains("Scaled to zero") == true)
        }
    }

    @Test func `figures that may not be read are told as unknown, with the reason`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            fixture.simulator.world.faults.add([
                .init(
                    listener: .google, path: "/v3/projects", pattern: "gpu", count: nil,
                    action: .init(.status, status: 403))
            ])
            let metrics = try await fixture.runtime.metrics(fixture.id, over: .hour)
            let gpu = try #require(metrics.charts.first { $0.id == "gpu" })
            #expect(gpu.series.isEmpty && gpu.problem?.contains("403") == true)
            #expect(metrics.charts.first?.problem == nil)
        }
    }

    @Test func `a service that is not there has no metrics`() async throws {
        try await CloudFixture.with { fixture in
            let problem = await #expect(throws: Problem.self) {
                _ = try await fixture.runtime.metrics(fixture.id, over: .hour)
            }
            #expect(problem?.code == .notFound)
        }
    }
}
