import Domain
import Foundation
import GoogleCloud
import Outbound
import TestSupport
import Testing

@testable import Runtimes

@Suite struct CloudRunRuntimeTests {
    @Test(arguments: RuntimeConformance.Check.allCases)
    func `the Cloud Run runtime conforms`(_ check: RuntimeConformance.Check) async throws {
        try await CloudFixture.with { try await $0.conformance.run(check) }
    }

    @Test func `recording the proof makes no revision`() async throws {
        try await CloudFixture.with { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let revisions = try await CloudRunClient(fixture.api).revisions(
                project: CloudFixture.project, region: "us-central1", service: "mini")
            #expect(revisions.count == 1)
        }
    }

    @Test func `an update keeps a secret, a sidecar, a label and another volume`() async throws {
        try await CloudFixture.with { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let client = CloudRunClient(fixture.api)
            var json = try await client.serviceJSON(project: CloudFixture.project, region: "us-central1", id: "mini")
            var template = try #require(json["template"])
            var containers = template["containers"]?.array ?? []
            containers[0]["env"] = GoogleJSON.replacing(
                containers[0]["env"], ["name": "EXTRA", "value": "kept"]
            )
            containers.append(["name": "side", "image": "gcr.io/cloudrun/hello"])
            template["containers"] = .array(containers)
            template["volumes"] = GoogleJSON.replacing(
                template["volumes"], ["name": "scratch", "emptyDir": ["medium": "MEMORY", "sizeLimit": "64Mi"]]
            )
            var labels = json["labels"]?.texts ?? [:]
            labels["team"] = "blue"
            json["labels"] = .texts(labels)
            json["template"] = template
            _ = try await client.patchService(
                project: CloudFixture.project, region: "us-central1", id: "mini", CloudRunServiceBody.mutable(json))

            let events = try await fixture.deploy(fixture.spec { $0.contextLength = 256 })
            #expect(events.last?.state == .ready)
            let after = try await client.serviceJSON(project: CloudFixture.project, region: "us-central1", id: "mini")
            let names = after["template"]?["containers"]?.array.compactMap { $0["name"]?.string }
            #expect(names == ["vllm", "side"])
            #expect(after["labels"]?["team"]?.string == "blue")
            let environment = after["template"]?["containers"]?.array.first?["env"]?.array ?? []
            #expect(environment.contains { $0["name"]?.string == "EXTRA" && $0["value"]?.string == "kept" })
            let volumes = after["template"]?["volumes"]?.array.compactMap { $0["name"]?.string } ?? []
            #expect(Set(volumes) == ["models", "scratch"])
            let arguments = after["template"]?["containers"]?.array.first?["args"]?.array.compactMap(\.string) ?? []
            #expect(arguments.contains("256"))
        }
    }

    @Test func `a private service that we cannot call is unproven, with the command that proves it`() async throws {
        try await CloudFixture.with { fixture in
            let events = try await fixture.deploy(fixture.spec { $0.access = .private })
            guard case .unproven(let reason, let command)? = events.last?.state else {
                Issue.record("it is \(String(describing: events.last?.state))")
                return
            }
            #expect(!reason.isEmpty)
            #expect(command?.hasPrefix("curl ") == true)
            #expect(command?.contains("/v1/embeddings") == true)
            #expect(try await fixture.runtime.service(fixture.id).state.name == "unproven")
        }
    }

    @Test func `more GPUs than the quota allows are refused in the plan`() async throws {
        try await CloudFixture.with { fixture in
            let plan = try await fixture.runtime.plan(fixture.spec { $0.maxInstances = 90 }, of: fixture.manifest)
            let codes = plan.problems.map(\.code)
            #expect(codes.contains("quota-exceeded"))
            // The GPU's without and with zonal redundancy, CPU, memory; only what is asked for is held against it.
            #expect(plan.quota.map(\.limit) == [3, 0, 400, 1600])
            #expect(plan.quota.map(\.requested) == [90, 0, 720, 2880])
            #expect(plan.quota.map(\.isExceeded) == [true, false, true, true])
        }
    }

    @Test func `GPUs that other services hold count against the quota, its own do not`() async throws {
        try await CloudFixture.with { fixture in
            let first = fixture.spec {
                $0.name = "first"
                $0.maxInstances = 2
            }
            _ = try await fixture.deploy(first)
            let second = fixture.spec {
                $0.name = "second"
                $0.maxInstances = 2
            }
            let plan = try await fixture.runtime.plan(second, of: fixture.manifest)
            #expect(plan.quota.map(\.used) == [2, 0, 16, 64])
            #expect(plan.problems.contains { $0.code == "quota-exceeded" && $0.severity == .error })
            let again = try await fixture.runtime.plan(first, of: fixture.manifest)
            #expect(again.quota.map(\.used) == [0, 0, 0, 0])
            #expect(again.canApply)
        }
    }

    @Test func `a service in another region than its bucket is warned of`() async throws {
        try await CloudFixture.with { fixture in
            let plan = try await fixture.runtime.plan(fixture.spec { $0.region = "europe-west4" }, of: fixture.manifest)
            #expect(plan.problems.contains { $0.code == "bucket-elsewhere" && $0.severity == .warning })
            let near = try await fixture.runtime.plan(fixture.spec { $0.region = nil }, of: fixture.manifest)
            #expect(near.id.region == "us-central1")
        }
    }

    @Test func `a service of somebody else is not replaced`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.conformance.makeForeign()
            let plan = try await fixture.runtime.plan(fixture.spec { $0.name = "foreign" }, of: fixture.manifest)
            #expect(plan.problems.contains { $0.code == "already-exists" && $0.severity == .error })
        }
    }

    @Test func `the preview is the request that is sent`() async throws {
        try await CloudFixture.with { fixture in
            let plan = try await fixture.runtime.plan(fixture.spec(), of: fixture.manifest)
            let preview = try #require(GoogleJSON(parsing: plan.requestPreview))
            #expect(preview == CloudRunServiceBody(plan).value())
        }
    }
}
