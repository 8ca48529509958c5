import Domain
import Testing

@testable import ControlPlane

struct NetworkPlanTests {
    private static func subnetwork(
        _ name: String, addresses: Int = 256, isOpen: Bool = true, network: String = "ml"
    ) -> SubnetworkFact {
        SubnetworkFact(
            name: name, region: "us-central1", network: network, range: "10.0.0.0/24", addresses: addresses,
            hasPrivateGoogleAccess: isOpen
        )
    }

    private static func connector(_ name: String, state: String = "READY") -> ConnectorFact {
        ConnectorFact(
            path: "projects/p/locations/us-central1/connectors/\(name)", name: name, network: "default",
            range: "10.8.0.0/28", state: state
        )
    }

    private func plan(_ subnetworks: [SubnetworkFact], _ connectors: [ConnectorFact] = []) -> NetworkPlan {
        NetworkPlan(region: "us-central1", subnetworks: subnetworks, connectors: connectors)
    }

    @Test func `a subnetwork that is ready is recommended, the default network's first`() {
        let options = plan([Self.subnetwork("a"), Self.subnetwork("z", network: "default")]).options
        #expect(options.first?.name == "z")
        #expect(options.filter(\.isRecommended).count == 1)
    }

    @Test func `without one Google's own path is recommended`() {
        let options = plan([Self.subnetwork("a", isOpen: false), Self.subnetwork("b", addresses: 32)]).options
        #expect(options.first?.kind == .google)
        #expect(options.first?.isRecommended == true)
        #expect(options.dropFirst().allSatisfy { !$0.isUsable })
    }

    @Test(arguments: [(64, true), (63, false), (16, false), (4096, true)])
    func `direct VPC egress takes a 26 or larger`(_ addresses: Int, _ isLarge: Bool) {
        #expect(
            plan([Self.subnetwork("a", addresses: addresses)]).options.contains { $0.name == "a" && $0.isUsable }
                == isLarge)
    }

    @Test func `a connector that is not ready cannot be used and says why`() {
        let option = plan([], [Self.connector("c", state: "ERROR")]).options.first { $0.kind == .connector }
        #expect(option?.isUsable == false)
        #expect(option?.notes.first == "The connector is ERROR.")
        #expect(option?.spec?.connector == "projects/p/locations/us-central1/connectors/c")
    }

    @Test(arguments: [
        (NetworkSpec(network: "ml", subnetwork: "gone", allTraffic: true), "is not there"),
        (NetworkSpec(network: "ml", subnetwork: "shut", allTraffic: true), "no Private Google Access"),
        (NetworkSpec(network: "ml", subnetwork: "small", allTraffic: true), "smaller than a /26"),
        (NetworkSpec(network: "", subnetwork: "", connector: "lost", allTraffic: false), "is not there"),
        (NetworkSpec(network: "", subnetwork: "", connector: "bad", allTraffic: false), "ERROR"),
    ])
    func `what is remembered and does not work any more is objected to`(_ spec: NetworkSpec, _ why: String) {
        let plan = plan(
            [Self.subnetwork("shut", isOpen: false), Self.subnetwork("small", addresses: 32)],
            [Self.connector("bad", state: "ERROR")]
        )
        #expect(plan.objection(to: spec)?.contains(why) == true)
    }

    @Test func `private addresses alone do not take Private Google Access`() {
        let plan = plan([Self.subnetwork("shut", isOpen: false)])
        #expect(plan.objection(to: NetworkSpec(network: "ml", subnetwork: "shut", allTraffic: false)) == nil)
    }

    @Test func `a gateway leads to the internet from its own subnetworks alone`() {
        var plan = plan([Self.subnetwork("a"), Self.subnetwork("b")])
        plan.project = "p"
        plan.gateways = [GatewayFact(name: "nat", router: "r", project: "p", network: "ml", subnetworks: ["a"])]
        #expect(plan.natNote(plan.subnetworks[0]).contains("nat of the router r"))
        #expect(plan.natNote(plan.subnetworks[1]).hasPrefix("No Cloud NAT"))
        plan.gateways = []
        plan.unreadGateways = ["p": "not allowed"]
        #expect(plan.natNote(plan.subnetworks[0]).contains("unknown: not allowed"))
    }

    @Test func `a shared subnetwork is taken by its whole path, and objected to by its label`() throws {
        var shared = Self.subnetwork("s", isOpen: false)
        shared.host = "host"
        let option = try #require(plan([shared]).options.first { $0.kind == .subnet })
        #expect(option.name == "host/s" && !option.isUsable)
        let spec = try #require(option.spec)
        #expect(spec.network == "projects/host/global/networks/ml")
        #expect(spec.text == "subnetwork s of ml (shared by host), all traffic")
        #expect(plan([shared]).objection(to: spec)?.contains("host/s has no Private Google Access") == true)
        shared.unread = "not allowed"
        #expect(plan([shared]).objection(to: spec) == nil)
        #expect(plan([shared]).options.first { $0.kind == .subnet }?.isUsable == false)
    }
}
