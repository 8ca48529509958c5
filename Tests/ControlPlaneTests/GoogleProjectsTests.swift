import CloudSimulator
import ControlPlane
import Domain
import Foundation
import GoogleCloud
import Outbound
import TestSupport
import Testing

/// The real clients against the simulated cloud.
struct GoogleProjectsTests {
    private static func with(
        pause: @escaping @Sendable (Duration) async throws -> Void = { _ in },
        _ body: (GoogleProjects, GoogleAPIClient) async throws -> Void
    ) async throws {
        let folder = NSTemporaryDirectory() + "projects-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let simulator = try await CloudSimulator.start(
            SimulatorConfiguration(stateDirectory: folder, limitsObjectWrites: false)
        )
        let outbound = OutboundClient(transport: NIOTransport(), pacer: OutboundTestPacer().pacer)
        let places = simulator.endpoints
        let api = GoogleAPIClient(
            outbound: outbound,
            endpoints: GoogleEndpoints(
                google: places.google, storage: places.storage, metadataHost: places.metadata
            ),
            tokens: nil
        )
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(GoogleProjects(api, pause: pause), api))
        } catch {
            outcome = .failure(error)
        }
        try await outbound.shutdown()
        await simulator.stop()
        try outcome.get()
    }

    @Test func `a permission that Google does not know spoils nothing but itself`() async throws {
        try await Self.with { projects, _ in
            let answer = try await projects.granted(
                ["run.services.create", "run.services.fly", "storage.buckets.list", "no.such.permission"],
                on: "restricted-project"
            )
            #expect(answer.granted == [])
            #expect(Set(answer.unknown.keys) == ["run.services.fly", "no.such.permission"])
            let owner = try await projects.granted(["run.services.create", "run.services.fly"], on: "demo-project")
            #expect(owner.granted == ["run.services.create"])
        }
    }

    @Test func `a grant keeps conditional bindings as they are`() async throws {
        try await Self.with { projects, api in
            let storage = StorageClient(api)
            _ = try await storage.insertBucket(
                GoogleCloud.Bucket(name: "conditions", location: "us-central1"), project: "demo-project"
            )
            var policy = try await storage.bucketPolicy("conditions")
            policy.version = 3
            let condition = Policy.Binding.Condition(
                title: "until June", expression: "request.time < timestamp(\"2027-06-01T00:00:00Z\")"
            )
            policy.bindings?.append(
                Policy.Binding(
                    role: "roles/storage.objectViewer", members: ["user:dev@example.com"], condition: condition
                )
            )
            _ = try await storage.setBucketPolicy("conditions", policy)
            let member = "serviceAccount:100000000001-compute@developer.gserviceaccount.com"
            let role = "roles/storage.objectViewer"
            #expect(try await projects.grant(role, to: member, onBucket: "conditions"))
            #expect(try await !projects.grant(role, to: member, onBucket: "conditions"))
            let after = try await storage.bucketPolicy("conditions")
            #expect(after.bindings?.compactMap(\.condition) == [condition])
            #expect(after.grants(role, to: member))
        }
    }

    @Test func `two that grant at once both succeed`() async throws {
        try await Self.with { projects, api in
            let storage = StorageClient(api)
            _ = try await storage.insertBucket(
                GoogleCloud.Bucket(name: "race", location: "us-central1"), project: "demo-project"
            )
            let members = (0..<4).map { "user:person-\($0)@example.com" }
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for member in members {
                    group.addTask {
                        try await projects.grant("roles/storage.objectViewer", to: member, onBucket: "race")
                    }
                }
                for try await isNew in group { #expect(isNew) }
            }
            let policy = try await storage.bucketPolicy("race")
            #expect(members.allSatisfy { policy.grants("roles/storage.objectViewer", to: $0) })
        }
    }

    @Test func `a grant of a role to an account that is not there is refused after a minute of waiting`() async throws {
        try await Self.with { projects, api in
            _ = try await StorageClient(api).insertBucket(
                GoogleCloud.Bucket(name: "nobody", location: "us-central1"), project: "demo-project"
            )
            let problem = await #expect(throws: Problem.self) {
                _ = try await projects.grant(
                    "roles/storage.objectViewer", to: "serviceAccount:nobody@demo-project.iam.gserviceaccount.com",
                    onBucket: "nobody"
                )
            }
            #expect(problem?.code == .invalidRequest)
        }
    }

    @Test func `Private Google Access is switched on, and a failure inside a good answer is a failure`() async throws {
        try await Self.with { projects, _ in
            try await projects.openPrivateAccess(of: "default", in: "us-central1", of: "demo-project")
            let listing = try await projects.subnetworks(of: "demo-project")
            let open = listing.subnetworks.filter { $0.region == "us-central1" && $0.hasPrivateGoogleAccess }
            #expect(open.map(\.name) == ["default", "models"])
            #expect(!listing.subnetworks.contains { $0.name == "proxies" })
            let problem = await #expect(throws: Problem.self) {
                try await projects.openPrivateAccess(of: "locked", in: "europe-west1", of: "demo-project")
            }
            #expect(problem?.detail.contains("not ready") == true)
        }
    }

    @Test func `enabling what costs money without billing says that billing is missing`() async throws {
        try await Self.with { projects, _ in
            let problem = await #expect(throws: Problem.self) {
                try await projects.enable(["run.googleapis.com"], in: "bare-project")
            }
            #expect(problem?.code == .billingDisabled)
            try await projects.enable(["run.googleapis.com"], in: "demo-project")
        }
    }

    @Test func `an account is made once`() async throws {
        try await Self.with { projects, _ in
            let first = try await projects.createServiceAccount(
                "llm-runtime", displayName: "d", description: "t", in: "demo-project"
            )
            let again = try await projects.createServiceAccount(
                "llm-runtime", displayName: "d", description: "t", in: "demo-project"
            )
            #expect(first.isNew)
            #expect(!again.isNew)
            #expect(again.account.email == "llm-runtime@demo-project.iam.gserviceaccount.com")
            #expect(
                try await projects.serviceAccount("none@demo-project.iam.gserviceaccount.com", of: "demo-project")
                    == nil)
        }
    }

    @Test func `a region without subnetworks is empty and not unread`() async throws {
        try await Self.with { projects, _ in
            let listing = try await projects.subnetworks(of: "lean-project")
            #expect(listing.subnetworks.map(\.name) == ["small"])
            #expect(listing.subnetworks.first?.isLargeEnough == false)
            #expect(listing.unread.isEmpty)
        }
    }

    @Test func `a shared network is found with its subnetworks, their access and its gateways`() async throws {
        try await Self.with { projects, _ in
            let shared = try await projects.sharedNetwork(in: "europe-west4", of: "lean-project")
            #expect(shared?.host == "shared-host")
            #expect(shared?.subnetworks.map(\.label) == ["shared-host/team-a"])
            #expect(shared?.subnetworks.first?.hasPrivateGoogleAccess == true)
            #expect(shared?.gateways.map(\.name) == ["out-nat"])
            #expect(
                shared?.subnetworks.first?.spec.subnetwork
                    == "projects/shared-host/regions/europe-west4/subnetworks/team-a")
            #expect(try await projects.sharedNetwork(in: "us-central1", of: "demo-project") == nil)
            await #expect(throws: Problem.self) {
                try await projects.sharedNetwork(in: "us-central1", of: "restricted-project")
            }
        }
    }
}
