import CloudSimulator
import Domain
import GoogleCloud
import Outbound
import Testing

@testable import Runtimes

struct CloudRunRuntimeKeyringTests {
    private func run(_ stream: AsyncThrowingStream<KeyEvent, any Error>) async throws -> [KeyEvent] {
        var events: [KeyEvent] = []
        for try await event in stream { events.append(event) }
        return events
    }

    private func status(_ fixture: CloudFixture, key: String?) async throws -> Int {
        let endpoint = try await fixture.runtime.endpoint(fixture.id)
        var headers: OutboundHeaders = [:]
        if let key { headers["Authorization"] = "Bearer \(key)" }
        return try await fixture.client.send(OutboundRequest(.get, endpoint.url + "/v1/models", headers: headers))
            .status
    }

    @Test func `a key is made, asked for, rotated without a gap, and removed`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            #expect(try await fixture.runtime.key(fixture.id) == nil)
            let created = try await run(fixture.runtime.renewKey(fixture.id))
            #expect(created.last?.step == .done && created.last?.key?.version == "1")
            let first = try await fixture.runtime.revealKey(fixture.id).reveal()
            #expect(first.hasPrefix("sk-") && first.count > 40)
            #expect(try await status(fixture, key: nil) == 401)
            #expect(try await status(fixture, key: first) == 200)
            // Our own question carries the key, and the new revision is proven with it.
            #expect(try await fixture.runtime.service(fixture.id).state == .ready)
            #expect(try await EngineQuestion.isAnswered(try await fixture.runtime.endpoint(fixture.id), fixture.client))

            let rotated = try await run(fixture.runtime.renewKey(fixture.id))
            #expect(rotated.last?.key?.version == "2" && rotated.last?.key?.otherVersions == [])
            let second = try await fixture.runtime.revealKey(fixture.id).reveal()
            #expect(second != first)
            #expect(try await status(fixture, key: first) == 401)
            #expect(try await status(fixture, key: second) == 200)
            let versions = try await SecretManagerClient(fixture.api).versions(
                project: CloudFixture.project, id: "llm-manager-key-us-central1-mini")
            #expect(versions.map(\.state) == ["ENABLED", "DISABLED"])
            for event in created + rotated { #expect(!event.message.contains("sk-")) }

            #expect(try await run(fixture.runtime.removeKey(fixture.id)).last?.step == .done)
            #expect(try await fixture.runtime.key(fixture.id) == nil)
            #expect(try await status(fixture, key: nil) == 200)
        }
    }

    @Test func `a revision that does not start leaves the key before in use`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            _ = try await run(fixture.runtime.renewKey(fixture.id))
            let key = try await fixture.runtime.revealKey(fixture.id).reveal()
            fixture.simulator.world.faults.add([
                FaultRule(listener: .google, method: "PATCH", action: FaultAction(.status, status: 400))
            ])
            await #expect(throws: Problem.self) { _ = try await run(fixture.runtime.renewKey(fixture.id)) }
            #expect(try await status(fixture, key: key) == 200)
            #expect(try await fixture.runtime.key(fixture.id)?.otherVersions == [])
        }
    }

    @Test func `an account is let read the key, and the policy keeps what others wrote`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            _ = try await run(fixture.runtime.renewKey(fixture.id))
            let policy = try await SecretManagerClient(fixture.api).policy(
                project: CloudFixture.project, id: "llm-manager-key-us-central1-mini")
            let bindings = policy.bindings ?? []
            #expect(bindings.map(\.role) == [SecretManagerClient.accessorRole])
            #expect(bindings.first?.members?.first?.hasPrefix("serviceAccount:") == true)
        }
    }

    @Test func `after a roll-back a key's revision serves; traffic that is divided by hand is asked to be one first`()
        async throws
    {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let first = try #require(try await fixture.runtime.service(fixture.id).revision)
            _ = try await run(fixture.runtime.renewKey(fixture.id))
            _ = try await run(fixture.runtime.removeKey(fixture.id))
            _ = try await fixture.runtime.rollBack(fixture.id, to: first)
            #expect(try await run(fixture.runtime.renewKey(fixture.id)).last?.step == .done)
            let key = try await fixture.runtime.revealKey(fixture.id).reveal()
            #expect(try await status(fixture, key: nil) == 401)
            #expect(try await status(fixture, key: key) == 200)

            let newest = try #require(try await fixture.runtime.service(fixture.id).revision)
            _ = try await fixture.runtime.setTraffic(
                [TrafficShare(revision: first, percent: 50), TrafficShare(revision: newest, percent: 50)],
                of: fixture.id)
            let problem = await #expect(throws: Problem.self) {
                _ = try await run(fixture.runtime.renewKey(fixture.id))
            }
            #expect(problem?.code == .conflict && problem?.fix.contains("latest=100") == true)
            #expect(try await fixture.runtime.key(fixture.id)?.otherVersions == [])
        }
    }

    @Test func `no traffic goes to a revision whose key is switched off or gone`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let open = try #require(try await fixture.runtime.service(fixture.id).revision)
            _ = try await run(fixture.runtime.renewKey(fixture.id))
            let old = try #require(try await fixture.runtime.service(fixture.id).revision)
            _ = try await run(fixture.runtime.renewKey(fixture.id))
            let refused = await #expect(throws: Problem.self) {
                try await fixture.runtime.rollBack(fixture.id, to: nil)
            }
            #expect(refused?.title == "The revision's API key is switched off")
            #expect(refused?.fix.contains("gcloud secrets versions enable 1") == true)
            await #expect(throws: Problem.self) {
                try await fixture.runtime.setTraffic([TrafficShare(revision: old, percent: 100)], of: fixture.id)
            }
            // The first revision asks for no key, and then we send none.
            _ = try await fixture.runtime.rollBack(fixture.id, to: open)
            #expect(try await status(fixture, key: nil) == 200)
            #expect(try await EngineQuestion.isAnswered(try await fixture.runtime.endpoint(fixture.id), fixture.client))
            await #expect(throws: Problem.self) { try await fixture.runtime.revealKey(fixture.id) }
        }
    }

    @Test func `deleting a service deletes the key that was made for it, and leaves a user's own secret`() async throws
    {
        try await CloudFixture.with { fixture in
            let secrets = SecretManagerClient(fixture.api)
            _ = try await secrets.create(project: CloudFixture.project, id: "mine", labels: [:], lifetime: nil)
            _ = try await secrets.addVersion(project: CloudFixture.project, id: "mine", payload: [1])
            var policy = try await secrets.policy(project: CloudFixture.project, id: "mine")
            policy.grant(
                SecretManagerClient.accessorRole,
                to: "serviceAccount:100000000001-compute@developer.gserviceaccount.com")
            _ = try await secrets.setPolicy(project: CloudFixture.project, id: "mine", policy)
            _ = try await fixture.deploy(
                fixture.spec { $0.secrets = ["MINE": SecretReference(name: "mine")] })
            _ = try await run(fixture.runtime.renewKey(fixture.id))
            let told = try await fixture.runtime.deletion(fixture.id)
            #expect(told.goes.contains { $0.contains("llm-manager-key-us-central1-mini") })
            #expect(told.stays.contains { $0.contains("secret mine") })
            try await fixture.runtime.delete(fixture.id)
            let gone = await #expect(throws: GoogleCloudError.self) {
                try await secrets.secret(project: CloudFixture.project, id: "llm-manager-key-us-central1-mini")
            }
            #expect(gone?.code == .notFound)
            #expect(try await secrets.secret(project: CloudFixture.project, id: "mine").name.hasSuffix("/mine"))
        }
    }
}
