import Domain
import GoogleCloud
import Outbound
import TestSupport
import Testing

@testable import Runtimes

struct CloudRunRuntimeMeteringTests {
    private static func runtime(
        _ answer: @escaping @Sendable (String) -> OutboundResponse
    ) -> (CloudRunRuntime, OutboundFakeTransport) {
        let transport = OutboundFakeTransport { request, _ in answer(request.url) }
        let outbound = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
        let api = GoogleAPIClient(outbound: outbound, endpoints: GoogleEndpoints(), tokens: nil)
        return (CloudRunRuntime(project: "project-1", api: api, engines: outbound), transport)
    }

    private static func series(_ points: String) -> String {
        """
        {"timeSeries":[{"metric":{"type":"t"},"resource":{"type":"cloud_run_revision","labels":{"location":"us-central1",\
        "service_name":"s"}},"points":[\(points)]}]}
        """
    }

    @Test func `three questions measure every service`() async throws {
        let (runtime, transport) = Self.runtime { url in
            if url.contains("billable_instance_time") {
                return .fake(
                    200, Self.series(#"{"interval":{"endTime":"2026-11-20T00:00:00Z"},"value":{"doubleValue":90.5}}"#))
            }
            if url.contains("request_count") {
                return .fake(
                    200,
                    Self.series(
                        """
                        {"interval":{"endTime":"2026-11-20T00:00:00Z"},"value":{"int64Value":"0"}},\
                        {"interval":{"endTime":"2026-11-19T00:00:00Z"},"value":{"int64Value":"4"}}
                        """))
            }
            return .fake(200, "{}")
        }
        let usage = await runtime.usage(since: "2026-11-01T00:00:00Z", days: 7)
        let id = try ServiceID(region: "us-central1", name: "s")
        #expect(try usage.billableSeconds.get() == [id: 90.5])
        #expect(try usage.requests.get() == [id: RequestCount(total: 4, lastDay: "2026-11-19T00:00:00Z")])
        #expect(try usage.instances.get().isEmpty)
        #expect(transport.requests.count == 3)
        #expect(transport.requests.allSatisfy { $0.url.contains("groupByFields=resource.labels.service_name") })
    }

    @Test func `what may not be read is a problem and no zero`() async throws {
        let (runtime, _) = Self.runtime { url in
            url.contains("request_count")
                ? .fake(403, #"{"error":{"code":403,"status":"PERMISSION_DENIED","message":"no"}}"#)
                : .fake(200, Self.series(#"{"interval":{},"value":{"stringValue":"future"}}"#))
        }
        let usage = await runtime.usage(since: "2026-11-01T00:00:00Z", days: 7)
        #expect(throws: Problem.self) { try usage.requests.get() }
        #expect(throws: Problem.self) { try usage.billableSeconds.get() }
    }

    @Test func `the price of an instance is its shape's, and unknown shapes have none`() async throws {
        let (runtime, _) = Self.runtime { _ in .fake(200, "{}") }
        var service = Service(
            id: try ServiceID(region: "us-central1", name: "s"), target: .project("project-1"), state: .ready,
            accelerator: "nvidia-l4", cpu: 8, memory: .gib(32)
        )
        let plain = try #require(await runtime.instanceHour(of: service))
        service.zonalRedundancy = true
        let redundant = try #require(await runtime.instanceHour(of: service))
        #expect(plain.hour < redundant.hour)
        service.memory = nil
        #expect(await runtime.instanceHour(of: service) == nil)
    }
}
