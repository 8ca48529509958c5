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

    private static func deployed(_ fixture: CloudFixture, _ region: String, _ name: String) async throws {
        let body: GoogleJSON = [
            "labels": ["managed-by": "llm-manager"], "template": ["containers": [["image": "ollama/ollama"]]],
        ]
        _ = try await CloudRunClient(fixture.api).createService(
            project: CloudFixture.project, region: region, id: name, json: body)
    }

    @Test func `a region that Cloud Run cannot reach is named, and the services of the others are shown`() async throws
    {
        try await CloudFixture.with { fixture in
            try await Self.deployed(fixture, "europe-west4", "near")
            try await Self.deployed(fixture, "us-east1", "gone")
            fixture.simulator.world.setUnreachable(["us-east1", "asia-east1"])
            let listing = try await fixture.runtime.listing()
            #expect(listing.services.map(\.id.name) == ["near"])
            #expect(listing.problems.map(\.region) == ["asia-east1", "us-east1"])
            for problem in listing.problems {
                #expect(problem.problem.code == .unavailable && problem.problem.isRetryable)
                #expect(problem.problem.detail.contains(problem.region) && !problem.problem.fix.isEmpty)
            }
            // Whoever asks for the services alone gets no part as if it were all.
            await #expect(throws: Problem.self) { try await fixture.runtime.services() }
            fixture.simulator.world.setUnreachable([])
            #expect(try await fixture.runtime.listing().services.count == 2)
        }
    }

    @Test func `without version 1's list every region is asked by itself, and fails by itself`() async throws {
        try await CloudFixture.with { fixture in
            try await Self.deployed(fixture, "europe-west4", "near")
            try await Self.deployed(fixture, "africa-south1", "far")
            fixture.simulator.world.faults.add([
                FaultRule(
                    path: "/v1/projects/\(CloudFixture.project)/locations/-/services", count: nil,
                    action: FaultAction(.status, status: 404)),
                FaultRule(
                    path: "/v2/projects/\(CloudFixture.project)/locations/me-west1/services", count: nil,
                    action: FaultAction(.status, status: 403)),
            ])
            let listing = try await fixture.runtime.listing()
            #expect(listing.services.map(\.id.description) == ["africa-south1/far", "europe-west4/near"])
            #expect(listing.problems.map(\.region) == ["me-west1"])
            let asked = fixture.simulator.world.recorder.entries(since: 0).filter {
                $0.method == "GET" && $0.target.hasPrefix("/v2/") && $0.target.contains("/services?")
            }
            #expect(Set(asked.map(\.target)).count > 40)
        }
    }
}
