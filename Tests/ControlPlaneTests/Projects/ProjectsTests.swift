import Domain
import TestSupport
import Testing

@testable import ControlPlane

struct ProjectsTests {
    let world = FakeWorld()
    private var projects: Projects { world.controlPlane().projects }

    private func viewer() -> RequestContext {
        RequestContext(actor: "v", role: .viewer, target: .project("my-project"), requestID: "r1")
    }

    @Test func `the lines that stream are the lines of the whole list`() async throws {
        var streamed: Set<String> = []
        for try await line in try await projects.checks(world.admin, "my-project") { streamed.insert(line.id) }
        let whole = try await projects.check(world.admin, "my-project")
        #expect(Set(whole.map(\.id)) == streamed)
        #expect(whole.count == streamed.count)
    }

    @Test func `every line that is not in order says how it is mended, or what stands in its way`() async throws {
        world.facts.state.disabledAPIs = ["run.googleapis.com", "compute.googleapis.com"]
        world.facts.state.billing = BillingFact(isEnabled: false)
        world.facts.state.subnetworks = [
            SubnetworkFact(
                name: "default", region: "us-central1", network: "default", range: "10.0.0.0/20", addresses: 4096,
                hasPrivateGoogleAccess: false
            )
        ]
        let checks = try await projects.check(world.admin, "my-project")
        for check in checks where check.state != .ok {
            let hasWay = check.fix != nil || check.command != nil || check.permission != nil || check.hint != nil
            #expect(hasWay, "\(check.id) is \(check.state) and leaves it at that")
            #expect(!check.why.isEmpty)
        }
        #expect(checks.first { $0.id == "billing" }?.state == .missing)
        #expect(checks.first { $0.id == "api.run" }?.fix?.check == "api.run")
        #expect(checks.first { $0.id == "network.us-central1.default" }?.fix?.label == "Turn on")
    }

    @Test func `a permission that Google does not know is unknown, and the others are answered`() async throws {
        world.facts.state.unknownPermissions = ["cloudquotas.quotas.get": "not valid for this resource"]
        let checks = try await projects.check(world.admin, "my-project")
        #expect(checks.first { $0.id == "permissions.quota" }?.state == .unknown)
        #expect(checks.first { $0.id == "permissions.services" }?.state == .ok)
    }

    @Test func `enabling an API enables it once, and leaves one audit line`() async throws {
        world.facts.state.disabledAPIs = ["run.googleapis.com"]
        let first = try await projects.fix(world.admin, "my-project", check: "api.run")
        #expect(first.changes.count == 1)
        #expect(first.checks.map(\.state) == [.ok])
        let again = try await projects.fix(world.admin, "my-project", check: "api.run")
        #expect(again.changes.isEmpty)
        #expect(world.facts.state.changes == ["enable run.googleapis.com"])
        #expect(world.audit.lines.map(\.action) == ["projects.enable-apis", "projects.enable-apis"])
        #expect(world.audit.lines.map(\.target) == ["my-project", "my-project"])
    }

    @Test func `all that are missing are enabled at once`() async throws {
        world.facts.state.disabledAPIs = ["run.googleapis.com", "iam.googleapis.com"]
        _ = try await projects.fix(world.admin, "my-project", check: "apis")
        #expect(world.facts.state.changes == ["enable iam.googleapis.com run.googleapis.com"])
    }

    @Test func `access to a bucket is granted once`() async throws {
        let repair = try await projects.fix(world.admin, "my-project", check: "service-account.bucket.good")
        #expect(repair.checks.map(\.state) == [.ok])
        let again = try await projects.fix(world.admin, "my-project", check: "service-account.bucket.good")
        #expect(again.changes.isEmpty)
    }

    @Test func `a bucket that is not managed gets no grant`() async throws {
        let problem = await #expect(throws: Problem.self) {
            _ = try await projects.fix(world.admin, "my-project", check: "service-account.bucket.strange")
        }
        #expect(problem?.code == .bucketNotFound)
        #expect(world.facts.state.changes.isEmpty)
    }

    @Test func `an account of their own is made, allowed to read, and remembered`() async throws {
        let repair = try await projects.fix(world.admin, "my-project", check: "service-account")
        let email = "llm-manager-runtime@my-project.iam.gserviceaccount.com"
        #expect(repair.checks.first { $0.id == "service-account" }?.state == .ok)
        #expect(try await projects.settings(world.admin).serviceAccount == email)
        #expect(world.facts.state.bucketGrants.map(\.member).contains("serviceAccount:\(email)"))
        let again = try await projects.fix(world.admin, "my-project", check: "service-account")
        #expect(again.changes.isEmpty)
    }

    @Test func `a viewer mends nothing, and an operator grants nothing`() async throws {
        world.facts.state.disabledAPIs = ["run.googleapis.com"]
        var context = viewer()
        for (role, check) in [(Role.viewer, "api.run"), (.operator, "service-account")] {
            context.role = role
            let problem = await #expect(throws: Problem.self) {
                _ = try await projects.fix(context, "my-project", check: check)
            }
            #expect(problem?.code == .permissionDenied)
        }
        #expect(world.facts.state.changes.isEmpty)
        #expect(world.audit.lines.map(\.outcome) == ["permission-denied", "permission-denied"])
    }

    @Test func `the default network is one that the region has and that works`() async throws {
        world.facts.state.subnetworks = [
            SubnetworkFact(
                name: "models", region: "us-central1", network: "ml", range: "10.0.0.0/24", addresses: 256,
                hasPrivateGoogleAccess: true
            )
        ]
        let chosen = try await projects.chooseNetwork(world.admin, "my-project", kind: .subnet, name: "models")
        #expect(chosen.chosen == NetworkSpec(network: "ml", subnetwork: "models", allTraffic: true))
        let problem = await #expect(throws: Problem.self) {
            _ = try await projects.chooseNetwork(world.admin, "my-project", kind: .subnet, name: "other")
        }
        #expect(problem?.code == .invalidRequest)
        let back = try await projects.chooseNetwork(world.admin, "my-project", kind: .google)
        #expect(back.chosen == nil)
    }

    @Test func `a new service takes the network and the account that are remembered`() throws {
        let network = NetworkSpec(network: "ml", subnetwork: "models", allTraffic: true)
        let settings = ProjectSettings(networks: ["us-central1": network], serviceAccount: "a@b")
        let spec = ServiceSpec(bucket: "good", model: FakeWorld.model)
        #expect(spec.adopting(settings, region: "us-central1")?.network == network)
        #expect(spec.adopting(settings, region: "europe-west1")?.network == nil)
        #expect(spec.adopting(settings, region: "europe-west1")?.serviceAccount == "a@b")
        #expect(spec.adopting(ProjectSettings(), region: "us-central1") == nil)
    }

    @Test func `use that cannot be counted is said, and never looks like room`() async throws {
        world.facts.state.quotas = [
            QuotaFact(
                id: "NvidiaL4GpuAllocNoZonalRedundancyPerProjectRegion", unit: "1", values: ["us-central1": 3])
        ]
        world.facts.state.isUsageDenied = true
        let table = try await projects.quota(world.admin, "my-project", region: "us-central1")
        #expect(table.problems["us-central1"]?.detail == "services are hidden")
        #expect(table.rows.first?.withoutZonalRedundancy?.left == nil)
        let checks = try await projects.check(world.admin, "my-project")
        #expect(checks.first { $0.id == "quota.nvidia-l4" }?.state == .unknown)
    }
}
