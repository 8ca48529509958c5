import Domain
import Testing

struct NetworkSpecTests {
    @Test(arguments: [
        ("google", NetworkSpec.google),
        ("ml/models", NetworkSpec(network: "ml", subnetwork: "models", allTraffic: true)),
        ("connector:con", NetworkSpec(network: "", subnetwork: "", connector: "con", allTraffic: false)),
        (
            "host/ml/models",
            NetworkSpec(
                network: "projects/host/global/networks/ml",
                subnetwork: "projects/host/regions/us-east4/subnetworks/models", allTraffic: true)
        ),
    ])
    func `each form is read, and written as it was read`(_ text: String, spec: NetworkSpec) throws {
        #expect(try NetworkSpec(parsing: text, region: "us-east4") == spec)
        #expect(spec.reference == text)
    }

    @Test func `what goes through it may be said`() throws {
        #expect(try NetworkSpec(parsing: "ml/models", region: nil, allTraffic: false).allTraffic == false)
        #expect(try NetworkSpec(parsing: "connector:con", region: nil, allTraffic: true).allTraffic)
        #expect(throws: Problem.self) { try NetworkSpec(parsing: "google", region: nil, allTraffic: true) }
    }

    @Test(arguments: ["", "models", "/models", "ml/", "a/b/c/d", "connector:", "Ml/models", "ml/mo dels", "none"])
    func `anything else is refused with the forms that there are`(_ text: String) {
        let problem = #expect(throws: Problem.self) { try NetworkSpec(parsing: text, region: "us-east4") }
        #expect(problem?.code == .invalidRequest)
        #expect(problem?.fix.contains("NETWORK/SUBNETWORK") == true)
    }

    @Test func `a shared network takes a region`() {
        #expect(throws: Problem.self) { try NetworkSpec(parsing: "host/ml/models", region: nil) }
    }
}
