import Domain
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
                ("secret may not be read", { $0.secrets = ["K": SecretReference(name: "nowhere")] }),
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
}
