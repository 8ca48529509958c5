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

    @Test func `Cloud NAT gateways are read with the subnetworks that they serve`() async throws {
        try await SimulatedCloud.with { cloud in
            let client = ComputeClient(cloud.api)
            let routers = try await client.routers(project: "demo-project", region: "us-central1")
            let gateways = routers.flatMap { $0.nats ?? [] }
            #expect(routers.map(\.networkName) == ["ml-network", "default", "default"])
            #expect(gateways.filter(\.isPublic).map(\.name) == ["ml-nat"])
            #expect(gateways.first?.subnetworkNames == ["models"])
            let shared = try await client.routers(project: "shared-host", region: "europe-west4")
            #expect(shared.first?.nats?.first?.subnetworkNames == nil)
            #expect(try await client.routers(project: "demo-project", region: "europe-west1").isEmpty)
        }
    }

    @Test func `a service project names its host, and sees what the host shares with it`() async throws {
        try await SimulatedCloud.with { cloud in
            let client = ComputeClient(cloud.api)
            #expect(try await client.hostProject(of: "demo-project") == nil)
            #expect(try await client.hostProject(of: "lean-project") == "shared-host")
            let usable = try await client.usableSubnetworks(of: "shared-host", for: "lean-project")
            #expect(usable.map(\.name) == ["team-a", "team-a"])
            #expect(usable.map(\.regionName) == ["europe-west4", "us-central1"])
            #expect(usable.allSatisfy { $0.project == "shared-host" && $0.networkName == "shared" })
            let refused = await SimulatedCloud.error {
                _ = try await client.usableSubnetworks(of: "shared-host", for: "bare-project")
            }
            #expect(refused?.code == .invalidArgument)
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
