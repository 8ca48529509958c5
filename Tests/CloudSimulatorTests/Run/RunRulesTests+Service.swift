import Testing

@testable import CloudSimulator

/// Rules of a service beside its GPU: traffic, scaling by hand, shapes without a GPU, variables.
struct RunRulesServiceTests {
    private func check(_ change: (inout JSONValue) -> Void, container: JSONValue = ["image": "i"]) -> String? {
        var service: JSONValue = ["template": ["containers": [container]]]
        change(&service)
        do {
            try RunShapes.service.check(service)
            try RunRules(request: "UpdateServiceRequest", region: "us-central1").check(service, id: "svc")
            return nil
        } catch let error as GoogleError {
            return error.message
        } catch {
            return "\(error)"
        }
    }

    private static let latest: JSONValue = ["type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", "percent": 100]

    @Test(
        arguments: [
            ([["type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", "percent": 90]], "must total 100"),
            ([["type": "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION", "percent": 100]], "needs a revision"),
            ([["type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", "revision": "a", "percent": 100]], "must not name"),
            ([["percent": 100]], "type of a traffic target is required"),
            ([["type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", "percent": 120]], "between 0 and 100"),
            ([["type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", "percent": 100, "tag": "A"]], "lowercase name"),
        ] as [([JSONValue], String)])
    func `traffic that does not add up is refused`(_ targets: [JSONValue], _ words: String) {
        #expect(check { $0["traffic"] = .array(targets) }?.contains(words) == true)
    }

    @Test func `a tag stands for one target only`() {
        var first = Self.latest
        first["tag"] = "t"
        var second = first
        second["percent"] = 0
        #expect(check { $0["traffic"] = .array([first, second]) }?.contains("more than one target") == true)
        #expect(check { $0["traffic"] = .array([first]) } == nil)
    }

    @Test func `scaling by hand has a count, and scaling by itself has none`() {
        #expect(check { $0["scaling"] = ["scalingMode": "MANUAL"] }?.contains("required") == true)
        #expect(check { $0["scaling"] = ["manualInstanceCount": 1] }?.contains("only with") == true)
        #expect(check { $0["scaling"] = ["scalingMode": "MANUAL", "manualInstanceCount": 0] } == nil)
    }

    @Test(arguments: [
        ("3", "4Gi", "must be 1, 2, 4, 6 or 8"), ("1", "8Gi", "of memory"), ("4", "1Gi", "of memory"),
        ("8", "2Gi", "of memory"),
    ])
    func `CPU and memory that do not go together are refused`(_ cpu: String, _ memory: String, _ words: String) {
        let container: JSONValue = [
            "image": "i", "resources": ["limits": ["cpu": .string(cpu), "memory": .string(memory)]],
        ]
        #expect(check({ _ in }, container: container)?.contains(words) == true)
    }

    @Test func `variables total 32 KiB at most, stand there once, and have one source`() {
        func refusal(_ variables: [JSONValue]) -> String? {
            check({ _ in }, container: ["image": "i", "env": .array(variables)])
        }
        let half = JSONValue.string(String(repeating: "x", count: 17_000))
        #expect(refusal([["name": "A", "value": half], ["name": "B", "value": half]])?.contains("total") == true)
        #expect(
            refusal([["name": "A", "value": "1"], ["name": "A", "value": "2"]])?.contains("more than once") == true)
        let both: JSONValue = [
            "name": "A", "value": "1", "valueSource": ["secretKeyRef": ["secret": "s", "version": "1"]],
        ]
        #expect(refusal([both])?.contains("exclude each other") == true)
    }
}
