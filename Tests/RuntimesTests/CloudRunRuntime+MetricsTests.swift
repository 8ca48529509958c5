import Domain
import TestSupport
import Testing

@testable import Runtimes

struct CloudRunRuntimeMetricsTests {
    @Test func `a service that nobody asked anything has every series, without points`() async throws {
        try await CloudFixture.with { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let series = try await fixture.runtime.metrics(fixture.id)
            #expect(series.map(\.name) == ["requests", "latency p95", "instances", "GPU use p50"])
            #expect(series.allSatisfy { $0.points.isEmpty && !$0.unit.isEmpty })
        }
    }

    @Test func `a service that is not there has no metrics`() async throws {
        try await CloudFixture.with { fixture in
            let problem = await #expect(throws: Problem.self) { _ = try await fixture.runtime.metrics(fixture.id) }
            #expect(problem?.code == .notFound)
        }
    }
}
