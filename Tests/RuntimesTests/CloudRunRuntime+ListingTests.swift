import CloudSimulator
import Domain
import GoogleCloud
import Outbound
import TestSupport
import Testing

@testable import Runtimes

@Suite struct CloudRunRuntimeListingTests {
    @Test func `services of every region are listed, also where no GPU is known to be`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let body: GoogleJSON = [
                "labels": ["managed-by": "llm-manager"],
                "template": ["containers": [["image": "vllm/vllm-openai:v0.33.0"]]],
            ]
            _ = try await CloudRunClient(fixture.api).createService(
                project: CloudFixture.project, region: "africa-south1", id: "far", json: body)
            let listing = try await fixture.runtime.listing()
            #expect(listing.services.map(\.id.description) == ["africa-south1/far", "us-central1/mini"])
            #expect(listing.problems.isEmpty)
            #expect(listing.services.map(\.isAdopted) == [true, false])
        }
    }

    @Test func `a region that fails is a problem of the list, and the others are shown`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let body: GoogleJSON = [
                "labels": ["managed-by": "llm-manager"], "template": ["containers": [["image": "ollama/ollama"]]],
            ]
            _ = try await CloudRunClient(fixture.api).createService(
                project: CloudFixture.project, region: "europe-west4", id: "other", json: body)
            fixture.simulator.world.faults.add([
                FaultRule(
                    path: "/v2/projects/\(CloudFixture.project)/locations/europe-west4/services", count: nil,
                    action: FaultAction(.status, status: 403))
            ])
            let listing = try await fixture.runtime.listing()
            #expect(listing.services.map(\.id.name) == ["mini"])
            #expect(listing.problems.map(\.region) == ["europe-west4"])
            #expect(listing.problems.first?.problem.fix.isEmpty == false)
            // Whoever cannot show a part must not get it as if it were all.
            await #expect(throws: Problem.self) { try await fixture.runtime.services() }
        }
    }
}
