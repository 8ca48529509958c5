import GoogleCloud
import Testing

struct VPCAccessClientTests {
    @Test func `connectors of a region are listed with their state`() async throws {
        try await SimulatedCloud.with { cloud in
            let client = VPCAccessClient(cloud.api)
            let found = try await client.connectors(project: "demo-project", region: "us-central1")
            #expect(found.map(\.id) == ["default"])
            #expect(found.first?.isReady == true)
            #expect(try await client.connectors(project: "demo-project", region: "europe-west1").isEmpty)
        }
    }
}
