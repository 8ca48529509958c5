import GoogleCloud
import Testing

struct ServiceUsageClientTests {
    @Test func `services are looked at, and enabled by an operation that ends`() async throws {
        try await SimulatedCloud.with { cloud in
            let usage = ServiceUsageClient(cloud.api)
            let asked = ["storage.googleapis.com", "cloudquotas.googleapis.com"]
            let before = try await usage.services(project: "bare-project", asked)
            #expect(before.map(\.id) == asked)
            #expect(before.map(\.isEnabled) == [true, false])

            let begun = try await usage.enable(project: "bare-project", "cloudquotas.googleapis.com")
            let ended = begun.isDone ? begun : try await usage.operation(begun.name)
            #expect(ended.isDone)
            #expect(ended.failure == nil)
            #expect(try await usage.services(project: "bare-project", asked).allSatisfy(\.isEnabled))
            #expect(try await usage.batchEnable(project: "demo-project", asked).isDone)
        }
    }

    @Test func `what costs money is not enabled without billing`() async throws {
        try await SimulatedCloud.with { cloud in
            let error = await SimulatedCloud.error {
                _ = try await ServiceUsageClient(cloud.api).enable(project: "bare-project", "run.googleapis.com")
            }
            #expect(error?.code == .failedPrecondition)
            #expect(error?.reason == "UREQ_PROJECT_BILLING_NOT_FOUND")
        }
    }
}
