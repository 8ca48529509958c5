import CloudSimulator
import Domain
import GoogleCloud
import Testing

@testable import Runtimes

struct CloudRunRuntimeAccessTests {
    private static let member = "user:a@example.org"

    @Test func `callers are added and taken off, and conditions of others stay`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec { $0.access = .private })
            let run = CloudRunClient(fixture.api)
            var policy = try await run.servicePolicy(project: CloudFixture.project, region: "us-central1", id: "mini")
            var conditional = Policy.Binding(role: CloudRunClient.invokerRole, members: ["group:g@example.org"])
            conditional.condition = .init(
                title: "until May", expression: "request.time < timestamp('2027-05-01T00:00:00Z')")
            policy.bindings = [conditional]
            policy.version = 3
            _ = try await run.setServicePolicy(project: CloudFixture.project, region: "us-central1", id: "mini", policy)

            let added = try await fixture.runtime.change(fixture.id, .add(Self.member), etag: nil)
            let own = added.invokers.filter { !$0.isInherited }
            #expect(own.map(\.member) == ["group:g@example.org", Self.member])
            #expect(own.first?.condition == "until May")
            #expect(!added.isPublic)
            let removed = try await fixture.runtime.change(fixture.id, .remove(Self.member), etag: added.etag)
            #expect(removed.invokers.filter { !$0.isInherited }.map(\.member) == ["group:g@example.org"])
            let problem = await #expect(throws: Problem.self) {
                _ = try await fixture.runtime.change(fixture.id, .remove("group:g@example.org"), etag: nil)
            }
            #expect(problem?.detail.contains("until May") == true)
        }
    }

    @Test func `a list that is not the newest any more is not written`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let seen = try await fixture.runtime.access(fixture.id)
            _ = try await fixture.runtime.change(fixture.id, .add(Self.member), etag: seen.etag)
            let problem = await #expect(throws: Problem.self) {
                _ = try await fixture.runtime.change(fixture.id, .add("user:b@example.org"), etag: seen.etag)
            }
            #expect(problem?.code == .conflict)
        }
    }

    @Test func `a public service is told as one and can be made private`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let open = try await fixture.runtime.access(fixture.id)
            #expect(open.isPublic && open.invokerCheckDisabled)
            _ = try await fixture.runtime.change(fixture.id, .add("allUsers"), etag: nil)
            let closed = try await fixture.runtime.change(fixture.id, .makePrivate, etag: nil)
            #expect(!closed.isPublic && !closed.invokerCheckDisabled)
            #expect(!closed.invokers.contains { $0.kind.isEverybody })
        }
    }

    @Test func `a rule of the organization is told as one`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let body =
                #"{"error":{"code":400,"status":"FAILED_PRECONDITION","message":"One or more users named in the policy do "#
                + #"not belong to a permitted customer."}}"#
            fixture.simulator.world.faults.add([
                FaultRule(
                    listener: .google, pattern: ":setIamPolicy", action: FaultAction(.status, status: 400, body: body))
            ])
            let problem = await #expect(throws: Problem.self) {
                _ = try await fixture.runtime.change(fixture.id, .add("allUsers"), etag: nil)
            }
            #expect(problem?.code == .unsupported)
            #expect(problem?.detail.contains("iam.allowedPolicyMemberDomains") == true)
        }
    }
}
