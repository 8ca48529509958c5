import Domain
import GoogleCloud
import TestSupport
import Testing

@testable import Runtimes

/// Each way in which a start fails, through the simulated cloud: its cause, and a fix of its own.
@Suite struct CloudRunRuntimeFailureTests {
    @Test(arguments: [
        ("out-of-memory", "ran out of memory"), ("cuda-out-of-memory", "GPU's memory is too small"),
        ("unsupported-architecture", "does not know the model's architecture"),
        ("probe-timeout", "still loading when the startup probe gave up"),
        ("min-instances", "minimum of instances could not be started"), ("no-gpu", "Quota exceeded"),
    ])
    func `a start that fails says why`(_ failure: String, _ title: String) async throws {
        try await CloudFixture.with { fixture in
            let events = try await fixture.deploy(fixture.spec { $0.environment = ["SIMULATOR_FAILURE": failure] })
            guard case .failed(let problem)? = events.last?.state else {
                Issue.record("it ended \(String(describing: events.last?.state))")
                return
            }
            #expect(problem.title.contains(title), "\(problem)")
            #expect(problem.fix != problem.code.fix)
            if problem.code == .engineFailed { #expect(events.last?.lines.isEmpty == false) }
        }
    }

    @Test func `a missing image, one that may not be read, a secret and a network each have their cause`() async throws
    {
        try await CloudFixture.with { fixture in
            let wishes: [(String, (inout ServiceSpec) -> Void)] = [
                ("image was not found", { $0.image = "docker.io/x/does-not-exist:1" }),
                ("image may not be read", { $0.image = "us-docker.pkg.dev/p/not-authorized/x:1" }),
                ("secret does not exist", { $0.secrets = ["K": SecretReference(name: "nowhere")] }),
                (
                    "network was not found",
                    { $0.network = NetworkSpec(network: "does-not-exist", subnetwork: "s", allTraffic: true) }
                ),
            ]
            for (index, (title, change)) in wishes.enumerated() {
                let events = try await fixture.deploy(
                    fixture.spec {
                        $0.name = "m\(index)"
                        change(&$0)
                    })
                guard case .failed(let problem)? = events.last?.state else {
                    Issue.record("\(title): it ended \(String(describing: events.last?.state))")
                    continue
                }
                #expect(problem.title.contains(title), "\(problem)")
                try await fixture.runtime.delete(ServiceID(region: "us-central1", name: "m\(index)"))
            }
        }
    }

    private func failure(_ events: [DeployEvent]) throws -> Problem {
        guard case .failed(let problem)? = events.last?.state else {
            throw Problem(.internalError, "No failure", detail: "\(String(describing: events.last?.state))")
        }
        #expect(problem.fix != problem.code.fix)
        return problem
    }

    @Test func `a bucket that the service's account may not read is a permission, with the line that shows it`()
        async throws
    {
        try await CloudFixture.with { fixture in
            let account = "nobody@\(CloudFixture.project).iam.gserviceaccount.com"
            let events = try await fixture.deploy(fixture.spec { $0.serviceAccount = account })
            let problem = try failure(events)
            #expect(problem.code == .permissionDenied)
            #expect(problem.title.contains("bucket cannot be read"))
            #expect(problem.fix.contains("roles/storage.objectViewer"))
            #expect(events.last?.lines.contains { $0.contains(account) } == true)
        }
    }

    @Test func `a model that is not where the engine looks is told as such`() async throws {
        try await CloudFixture.with { fixture in
            let plan = try await fixture.runtime.plan(fixture.spec(), of: fixture.manifest)
            // Somebody deletes a file between the plan and the start.
            let key = try #require(fixture.manifest.files.first { $0.key.hasSuffix("/config.json") }?.key)
            try await StorageClient(fixture.api).deleteObject(CloudFixture.bucket, key)
            var events: [DeployEvent] = []
            for try await event in fixture.runtime.deploy(plan) { events.append(event) }
            let problem = try failure(events)
            #expect(problem.code == .modelNotFound)
            #expect(problem.fix.contains("models fsck"))
            #expect(events.last?.lines.contains { $0.contains("config.json") } == true)
        }
    }

    @Test func `quota that somebody else took after the plan is told with what is left, and where to ask for more`()
        async throws
    {
        try await CloudFixture.with { fixture in
            func spec(_ name: String) -> ServiceSpec {
                fixture.spec {
                    $0.name = name
                    $0.accelerator = "nvidia-l4"
                    $0.maxInstances = 2
                }
            }
            let late = try await fixture.runtime.plan(spec("late"), of: fixture.manifest)
            #expect(late.canApply)
            _ = try await fixture.deploy(spec("early"))
            // Cloud Run refuses the request itself, so there is nothing that could fail later.
            let problem = await #expect(throws: Problem.self) {
                for try await _ in fixture.runtime.deploy(late) {}
            }
            #expect(problem?.code == .quotaExceeded)
            #expect(problem?.detail.contains("2 requested, 1 allowed") == true)
            #expect(problem?.fix.contains("https://g.co/cloudrun/gpu-quota") == true)
        }
    }
}
