import Domain
import GoogleCloud
import TestSupport
import Testing

@testable import Runtimes

/// What an update takes away: it is gone from the service, the plan says so, and nothing else moves.
@Suite struct CloudRunServiceMergeTests {
    private static let network = NetworkSpec(network: "default", subnetwork: "default", allTraffic: true)

    private func json(_ fixture: CloudFixture) async throws -> GoogleJSON {
        try await CloudRunClient(fixture.api).serviceJSON(
            project: CloudFixture.project, region: "us-central1", id: "mini")
    }

    /// - Returns: the fields of the diff, which must be what really differs afterwards.
    private func update(_ fixture: CloudFixture, _ edit: (inout ServiceChange) -> Void) async throws -> [FieldChange] {
        var change = ServiceChange()
        edit(&change)
        let before = try await json(fixture)
        let plan = try await fixture.runtime.plan(change, of: fixture.id, manifest: fixture.manifest, next: nil)
        #expect(plan.canApply, "\(plan.problems)")
        var last: DeployEvent?
        for try await event in fixture.runtime.deploy(plan) { last = event }
        #expect(last?.state == .ready, "\(String(describing: last?.state))")
        let after = try await json(fixture)
        #expect(Set(CloudRunFields.diff(before, after).map(\.field)) == Set(plan.diff.map(\.field)))
        return plan.diff
    }

    @Test func `a network is taken away, and one that is the same in words keeps what else it has`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec { $0.network = Self.network })
            var theirs = try await json(fixture)
            theirs["template"]?["vpcAccess"]?["networkInterfaces"] = [
                ["network": "default", "subnetwork": "default", "tags": ["egress"]]
            ]
            _ = try await CloudRunClient(fixture.api).patchService(
                project: CloudFixture.project, region: "us-central1", id: "mini", CloudRunServiceBody.mutable(theirs))
            let same = try await update(fixture) {
                $0.network = Self.network
                $0.maxInstances = 2
            }
            #expect(same.map(\.field) == ["maxInstances"])
            #expect(try await fixture.runtime.spec(of: fixture.id).network == Self.network)

            let gone = try await update(fixture) { $0.network = .google }
            #expect(gone.map(\.field) == ["vpcAccess.egress", "vpcAccess.networkInterfaces"])
            #expect(gone.allSatisfy { $0.new == nil })
            #expect(try await json(fixture)["template"]?["vpcAccess"] == nil)
            #expect(try await fixture.runtime.spec(of: fixture.id).network == nil)
            var again = ServiceChange()
            again.network = .google
            let plan = try await fixture.runtime.plan(again, of: fixture.id, manifest: nil, next: nil)
            #expect(plan.problems.map(\.code) == ["nothing-to-change"])
        }
    }

    @Test func `a deploy of the service again without a network takes it away too`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec { $0.network = Self.network })
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            #expect(try await json(fixture)["template"]?["vpcAccess"] != nil)
            #expect(try await fixture.deploy(fixture.spec { $0.network = .google }).last?.state == .ready)
            #expect(try await json(fixture)["template"]?["vpcAccess"] == nil)
        }
    }

    @Test func `a connector is read back, and taken away`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let connector = NetworkSpec(network: "", subnetwork: "", connector: "con", allTraffic: false)
            var change = ServiceChange()
            change.network = connector
            let plan = try await fixture.runtime.plan(change, of: fixture.id, manifest: nil, next: nil)
            #expect(plan.spec.network == connector)
            #expect(plan.diff.map(\.field) == ["vpcAccess.connector", "vpcAccess.egress"])
        }
    }

    @Test func `a service account goes back to the default one`() async throws {
        try await CloudFixture.with { fixture in
            let account = "simulator@demo-project.iam.gserviceaccount.com"
            _ = try await fixture.deploy(fixture.spec { $0.serviceAccount = account })
            #expect(try await json(fixture)["template"]?["serviceAccount"]?.string == account)
            let diff = try await update(fixture) { $0.serviceAccount = ServiceSpec.defaultAccount }
            #expect(diff.map(\.field) == ["serviceAccount"])
            let name = try await json(fixture)["template"]?["serviceAccount"]?.string
            #expect(name?.hasSuffix("-compute@developer.gserviceaccount.com") == true)
            var again = ServiceChange()
            again.serviceAccount = ServiceSpec.defaultAccount
            let plan = try await fixture.runtime.plan(again, of: fixture.id, manifest: nil, next: nil)
            #expect(plan.problems.map(\.code) == ["nothing-to-change"])
        }
    }

    @Test func `variables and secrets are taken away by name`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec { $0.environment = ["MINE": "1", "OTHER": "2"] })
            #expect(try await update(fixture) { $0.removeVariables = ["MINE"] }.map(\.field) == ["environment.MINE"])
            let container = try await json(fixture)["template"]?["containers"]?.array.first
            #expect((container?["env"]?.array ?? []).contains { $0["name"]?.string == "OTHER" })
        }
    }

    @Test func `a GPU is taken away with all that goes with it, and given again`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let gpu = try await json(fixture)
            _ = try await update(fixture) { $0.accelerator = "cpu" }
            let bare = try #require(try await json(fixture)["template"])
            let container = try #require(bare["containers"]?.array.first)
            #expect(bare["nodeSelector"] == nil && bare["gpuZonalRedundancyDisabled"] == nil)
            #expect(container["resources"]?["limits"]?["nvidia.com/gpu"] == nil)
            #expect(try await fixture.runtime.spec(of: fixture.id).accelerator == "cpu")
            #expect(container["image"] != gpu["template"]?["containers"]?.array.first?["image"])

            _ = try await update(fixture) { $0.accelerator = "nvidia-l4" }
            let back = try #require(try await json(fixture)["template"])
            #expect(back["nodeSelector"]?["accelerator"]?.string == "nvidia-l4")
            #expect(back["gpuZonalRedundancyDisabled"]?.bool == true)
            let again = try #require(back["containers"]?.array.first)
            #expect(again["resources"]?["limits"]?["nvidia.com/gpu"]?.string == "1")
            #expect(again["image"] == gpu["template"]?["containers"]?.array.first?["image"])
        }
    }

    @Test func `an image of somebody's own stays when the accelerator changes`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec { $0.image = "example.com/own/vllm:1" })
            let diff = try await update(fixture) { $0.accelerator = "cpu" }
            #expect(!diff.contains { $0.field == "image" })
        }
    }
}
