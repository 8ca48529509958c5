import Domain
import GoogleCloud
import Outbound
import TestSupport
import Testing

@testable import Runtimes

@Suite struct CloudRunRuntimeUpdateTests {
    private func update(_ fixture: CloudFixture, _ edit: (inout ServiceChange) -> Void) async throws -> [DeployEvent] {
        var change = ServiceChange()
        edit(&change)
        let plan = try await fixture.runtime.plan(
            change, of: fixture.id, manifest: fixture.manifest, next: nil)
        #expect(plan.canApply, "\(plan.problems)")
        var events: [DeployEvent] = []
        for try await event in fixture.runtime.deploy(plan) { events.append(event) }
        return events
    }

    private func json(_ fixture: CloudFixture) async throws -> GoogleJSON {
        try await CloudRunClient(fixture.api).serviceJSON(
            project: CloudFixture.project, region: "us-central1", id: "mini")
    }

    @Test func `an update changes what it names and leaves every other field as it came`() async throws {
        try await CloudFixture.with { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            // What others have set since: a sidecar, a label, an annotation, a probe, a variable.
            let client = CloudRunClient(fixture.api)
            var theirs = try await json(fixture)
            var containers = theirs["template"]?["containers"]?.array ?? []
            containers[0]["env"] = GoogleJSON.replacing(containers[0]["env"], ["name": "THEIRS", "value": "1"])
            containers[0]["livenessProbe"]?["periodSeconds"] = 77
            containers.append(["name": "side", "image": "gcr.io/cloudrun/hello"])
            theirs["template"]?["containers"] = .array(containers)
            theirs["labels"]?["team"] = "blue"
            theirs["annotations"]?["example.dev/owner"] = "me"
            _ = try await client.patchService(
                project: CloudFixture.project, region: "us-central1", id: "mini", CloudRunServiceBody.mutable(theirs))
            let before = try await json(fixture)

            let events = try await update(fixture) {
                $0.image = "vllm/vllm-openai:v0.34.0"
                $0.maxInstances = 2
                $0.environment = ["OURS": "2"]
            }
            #expect(events.last?.state == .ready)
            let after = try await json(fixture)
            let fields = Set(CloudRunFields.diff(before, after).map(\.field))
            #expect(fields == ["image", "maxInstances", "environment.OURS"])
            #expect(after["template"]?["containers"]?.array.count == 2)
        }
    }

    @Test func `a change that leaves the recipe alone still says what it costs and whether it fits`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            var change = ServiceChange()
            change.minInstances = 1
            let plan = try await fixture.runtime.plan(change, of: fixture.id, manifest: fixture.manifest, next: nil)
            #expect(plan.diff.map(\.field) == ["minInstances"])
            #expect(plan.fit.available.bytes > 0)
            #expect(plan.start != nil)
            let bare = try await fixture.runtime.plan(change, of: fixture.id, manifest: nil, next: nil)
            #expect(bare.diff == plan.diff)
            #expect(bare.fit.available.bytes == 0)
        }
    }

    @Test func `the plan of a change tells the network that the service has`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            var change = ServiceChange()
            change.network = NetworkSpec(network: "default", subnetwork: "default", allTraffic: false)
            #expect(try await update(fixture) { $0 = change }.last?.state == .ready)
            var other = ServiceChange()
            other.maxInstances = 3
            let plan = try await fixture.runtime.plan(other, of: fixture.id, manifest: nil, next: nil)
            #expect(plan.spec.network == change.network)
        }
    }

    @Test func `the diff of a plan is what the service has different afterwards, field by field`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            var change = ServiceChange()
            change.contextLength = 128
            change.minInstances = 1
            change.secrets = ["API_TOKEN": SecretReference(name: "key")]
            change.environment = ["MY_PASSWORD": "hunter2"]
            let plan = try await fixture.runtime.plan(change, of: fixture.id, manifest: fixture.manifest, next: nil)
            let fields = Dictionary(uniqueKeysWithValues: plan.diff.map { ($0.field, $0) })
            #expect(fields["minInstances"] == FieldChange(field: "minInstances", old: nil, new: "1"))
            #expect(fields["secrets.API_TOKEN"]?.new == "key:latest")
            #expect(fields["environment.MY_PASSWORD"]?.new == SecretMask.mask)
            #expect(fields["arguments"]?.new?.contains("--max-model-len 128") == true)
            #expect(fields["cpu"] == nil && fields["image"] == nil && fields["memory"] == nil)
        }
    }

    @Test func `what follows from the recipe needs the model's manifest, the rest does not`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            var change = ServiceChange()
            change.loader = .stream
            await #expect(throws: Problem.self) {
                try await fixture.runtime.plan(change, of: fixture.id, manifest: nil, next: nil)
            }
            change = ServiceChange()
            change.cpu = 6
            let plan = try await fixture.runtime.plan(change, of: fixture.id, manifest: nil, next: nil)
            #expect(plan.diff.map(\.field) == ["cpu"])
        }
    }

    @Test func `another loader moves the mount and the model's address, and keeps the user's own flags`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec { $0.arguments = ["--enforce-eager"] })
            #expect(try await update(fixture) { $0.loader = .stream }.last?.state == .ready)
            let after = try await json(fixture)
            let container = try #require(after["template"]?["containers"]?.array.first)
            let words = container["args"]?.array.compactMap(\.string) ?? []
            #expect(words.first?.hasPrefix("gs://\(CloudFixture.bucket)/") == true)
            #expect(words.contains("--enforce-eager"))
            #expect(after["template"]?["volumes"] == nil && container["volumeMounts"] == nil)
            #expect(try await update(fixture) { $0.loader = .mount }.last?.state == .ready)
            #expect(try await json(fixture)["template"]?["volumes"]?.array.count == 1)
        }
    }

    @Test func `an update of nothing is refused, and so is one that changes nothing`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            await #expect(throws: Problem.self) {
                try await fixture.runtime.plan(ServiceChange(), of: fixture.id, manifest: nil, next: nil)
            }
            var same = ServiceChange()
            same.maxInstances = 1
            let plan = try await fixture.runtime.plan(same, of: fixture.id, manifest: nil, next: nil)
            #expect(!plan.canApply)
            #expect(plan.problems.map(\.code) == ["nothing-to-change"])
        }
    }

    @Test func `an update that fails leaves the old revision serving, and says why`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let before = try await fixture.runtime.service(fixture.id)
            let events = try await update(fixture) { $0.environment = ["SIMULATOR_FAILURE": "cuda-out-of-memory"] }
            guard case .degraded(let reason)? = events.last?.state else {
                Issue.record("it ended \(String(describing: events.last?.state))")
                return
            }
            #expect(reason.contains("still serves"))
            #expect(events.last?.lines.contains { $0.contains("CUDA out of memory") } == true)
            let after = try await fixture.runtime.service(fixture.id)
            #expect(after.revision == before.revision)
            #expect(after.latestRevision != nil)
        }
    }

    @Test func `a failure is explained by the lines of its own revision, not by those of one before`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            _ = try await update(fixture) { $0.environment = ["SIMULATOR_FAILURE": "cuda-out-of-memory"] }
            let events = try await update(fixture) { $0.environment = ["SIMULATOR_FAILURE": "probe-timeout"] }
            guard case .degraded(let reason)? = events.last?.state else {
                Issue.record("it ended \(String(describing: events.last?.state))")
                return
            }
            #expect(reason.contains("was still loading"))
            #expect(events.last?.lines.contains { $0.contains("CUDA") } == false)
        }
    }

    @Test func `an update that is told to rolls back by itself when its revision fails`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let before = try await fixture.runtime.service(fixture.id)
            let events = try await update(fixture) {
                $0.environment = ["SIMULATOR_FAILURE": "unsupported-architecture"]
                $0.rollsBack = true
            }
            guard case .failed(let problem)? = events.last?.state else {
                Issue.record("it ended \(String(describing: events.last?.state))")
                return
            }
            #expect(problem.title.hasSuffix("rolled back"))
            let after = try await fixture.runtime.service(fixture.id)
            #expect(after.revision == before.revision)
            #expect(after.traffic.map(\.revision) == [before.revision])
            // What mends it takes the traffic to its own revision again.
            #expect(try await update(fixture) { $0.removeVariables = ["SIMULATOR_FAILURE"] }.last?.state == .ready)
            #expect(try await fixture.runtime.service(fixture.id).traffic.map(\.revision) == [nil])
        }
    }

    @Test func `a revision that is to wait gets no traffic until it is told`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let before = try #require(try await fixture.runtime.service(fixture.id).revision)
            let events = try await update(fixture) {
                $0.environment = ["A": "1"]
                $0.holdsTraffic = true
            }
            #expect(events.last?.state.name == "unproven")
            #expect(try await fixture.runtime.service(fixture.id).revision == before)
            let moved = try await fixture.runtime.setTraffic(
                [TrafficShare(revision: nil, percent: 100)], of: fixture.id)
            #expect(moved.revision != before)
        }
    }

    @Test func `a plan that was overtaken is refused`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            var change = ServiceChange()
            change.maxInstances = 2
            let plan = try await fixture.runtime.plan(change, of: fixture.id, manifest: nil, next: nil)
            _ = try await update(fixture) { $0.environment = ["B": "1"] }
            do {
                for try await _ in fixture.runtime.deploy(plan) {}
                Issue.record("it was applied")
            } catch let problem as Problem {
                #expect(problem.code == .planOutdated)
            }
        }
    }
}
