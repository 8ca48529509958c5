import CloudSimulator
import ControlPlane
import Domain
import GoogleCloud
import Outbound
import Testing

@testable import llm_manager

/// What a project remembers, through a whole deploy: chosen once, taken by later services, and by no service that has its
/// own.
struct DefaultNetworkTests {
    private static let bucket = "network-models"
    private static let context = MainJobTests.context(.project("demo-project"))

    private static func deployed(_ plane: ControlPlane, _ spec: ServiceSpec) async throws -> ServiceID {
        let deployment = try await plane.services.deploy(context, spec)
        var last: DeployEvent?
        for try await event in deployment.events { last = event }
        #expect(last?.state == .ready, "\(String(describing: last?.state))")
        return deployment.plan.id
    }

    @Test func `a network that is remembered is what later services get, and those that exist keep theirs`()
        async throws
    {
        try await MainJobTests.Stage.with { stage in
            let composition = try await stage.composition()
            let plane = composition.controlPlane
            let outbound = OutboundClient(transport: NIOTransport())
            let places = stage.simulator.endpoints
            let api = GoogleAPIClient(
                outbound: outbound,
                endpoints: GoogleEndpoints(
                    google: places.google, storage: places.storage, metadataHost: places.metadata),
                tokens: nil)
            func network(_ id: ServiceID) async throws -> GoogleJSON? {
                try await CloudRunClient(api).serviceJSON(project: "demo-project", region: id.region, id: id.name)[
                    "template"]?["vpcAccess"]
            }
            _ = try await plane.buckets.create(Self.context, name: Self.bucket, location: "us-central1")
            let reference = try ModelReference(parsing: "hf:\(SampleHub.repository)")
            let started = try await plane.imports.start(Self.context, reference, into: Self.bucket)
            var done = started
            for try await one in try plane.imports.watch(Self.context, started.id, bucket: Self.bucket) { done = one }
            func spec(_ name: String) -> ServiceSpec {
                var spec = ServiceSpec(bucket: Self.bucket, model: done.model)
                spec.name = name
                spec.accelerator = "cpu"
                return spec
            }

            let before = try await Self.deployed(plane, spec("before"))
            #expect(try await network(before) == nil)

            let choice = try await plane.projects.chooseNetwork(
                Self.context, "demo-project", region: "us-central1", kind: .subnet, name: "models")
            #expect(choice.chosen?.subnetwork == "models")
            let planned = try await plane.services.plan(Self.context, spec("after"))
            #expect(planned.spec.network?.subnetwork == "models")
            #expect(planned.requestPreview.contains("\"ALL_TRAFFIC\""))
            let after = try await Self.deployed(plane, spec("after"))
            let access = try await network(after)
            #expect(access?["egress"]?.string == "ALL_TRAFFIC")
            guard case .array(let interfaces)? = access?["networkInterfaces"] else {
                Issue.record("no interface: \(String(describing: access))")
                return
            }
            #expect(interfaces.map { $0["subnetwork"]?.string } == ["models"])

            // One that names its own network has it; one that exists keeps what it has.
            var own = spec("own")
            own.network = NetworkSpec(network: "default", subnetwork: "default", allTraffic: false)
            let third = try await Self.deployed(plane, own)
            #expect(try await network(third)?["egress"]?.string == "PRIVATE_RANGES_ONLY")
            var change = ServiceChange()
            change.environment = ["A": "1"]
            for id in [before, third] {
                let old = try await network(id)
                let deployment = try await plane.services.update(Self.context, id, change)
                for try await _ in deployment.events {}
                #expect(try await network(id) == old)
            }

            // One that asks for none has none, whatever is remembered.
            var bare = spec("bare")
            bare.network = .google
            #expect(try await network(try await Self.deployed(plane, bare)) == nil)

            // Forgotten again: the next one takes Google's own path.
            _ = try await plane.projects.chooseNetwork(
                Self.context, "demo-project", region: "us-central1", kind: .google)
            let last = try await Self.deployed(plane, spec("last"))
            #expect(try await network(last) == nil)
            try await outbound.shutdown()
            await composition.close()
        }
    }
}
