import Foundation
import GoogleCloud
import Testing

struct ComputeClientTests {
    @Test func `the same request twice is one operation`() async throws {
        try await SimulatedCloud.with { cloud in
            let client = ComputeClient(cloud.api)
            let request = UUID().uuidString
            let first = try await client.setPrivateGoogleAccess(
                true, project: "demo-project", region: "us-central1", subnetwork: "tiny", requestID: request
            )
            let again = try await client.setPrivateGoogleAccess(
                true, project: "demo-project", region: "us-central1", subnetwork: "tiny", requestID: request
            )
            #expect(first.name == again.name)
            let done = try await client.wait(project: "demo-project", region: "us-central1", operation: first.name)
            #expect(done.isDone)
            #expect(done.failure == nil)
            let subnetwork = try await client.subnetwork(project: "demo-project", region: "us-central1", name: "tiny")
            #expect(subnetwork.hasPrivateGoogleAccess)
            #expect(subnetwork.prefixLength == 28)
        }
    }

    @Test func `a missing subnetwork and a disabled API say so`() async throws {
        try await SimulatedCloud.with { cloud in
            let client = ComputeClient(cloud.api)
            let missing = await SimulatedCloud.error {
                _ = try await client.subnetwork(project: "demo-project", region: "us-central1", name: "nothing")
            }
            #expect(missing?.code == .notFound)
            let disabled = await SimulatedCloud.error { _ = try await client.subnetworks(project: "bare-project") }
            #expect(disabled?.code == .serviceDisabled)
        }
    }
}
