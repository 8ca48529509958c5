import Domain
import GoogleCloud
import Testing

@testable import Runtimes

/// What Cloud Run refuses is told in the plan, before it is sent.
@Suite struct CloudRunRefusalsTests {
    private func details(_ body: GoogleJSON) throws -> [String] {
        let id = try ServiceID(region: "us-central1", name: "svc")
        let problems = CloudRunRefusals(body, id: id).problems
        for problem in problems { #expect(problem.severity == .error && problem.fix != nil) }
        return problems.map(\.detail)
    }

    private func body(_ container: GoogleJSON = ["image": "i"], _ change: (inout GoogleJSON) -> Void = { _ in })
        -> GoogleJSON
    {
        var container = container
        container["image"] = "i"
        var template: GoogleJSON = ["containers": [container], "scaling": ["maxInstanceCount": 1]]
        change(&template)
        return ["template": template]
    }

    @Test func `a body in order is not refused`() throws {
        #expect(try details(body()).isEmpty)
    }

    @Test(arguments: ["PORT", "K_SERVICE", "K_REVISION", ""])
    func `a variable that Cloud Run sets is refused`(_ name: String) throws {
        let container: GoogleJSON = ["env": [["name": .string(name), "value": "1"]]]
        #expect(try details(body(container)).count == 1)
    }

    @Test func `limits of requests, probes, mounts, traffic and names`() throws {
        #expect(try details(body { $0["maxInstanceRequestConcurrency"] = 1001 }).count == 1)
        #expect(try details(body { $0["timeout"] = "3601s" }).count == 1)
        #expect(try details(body { $0["scaling"] = ["minInstanceCount": 2, "maxInstanceCount": 1] }).count == 1)
        #expect(try details(body(["startupProbe": ["periodSeconds": 10, "failureThreshold": 61]])).count == 1)
        let mounted = body(["volumeMounts": [["name": "a", "mountPath": "/proc/x"]]]) {
            $0["volumes"] = [["name": "a", "emptyDir": [:]]]
        }
        #expect(try details(mounted).count == 1)
        let big = String(repeating: "x", count: 33_000)
        #expect(try details(body(["env": [["name": "A", "value": .string(big)]]])).count == 1)
        var divided = body()
        divided["traffic"] = [["type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", "percent": 99]]
        #expect(try details(divided).count == 1)
        var marked = body()
        marked["annotations"] = ["run.googleapis.com/x": "1"]
        #expect(try details(marked).count == 1)
    }

    @Test func `one container holds the GPU, and its CPU is never idle`() throws {
        let holder: GoogleJSON = [
            "image": "i", "resources": ["limits": ["nvidia.com/gpu": "1"], "cpuIdle": true],
        ]
        let port: GoogleJSON = ["image": "i", "ports": [["containerPort": 8080]]]
        func told(_ containers: [GoogleJSON]) throws -> [String] {
            let changed = body {
                $0["containers"] = .array(containers)
                $0["nodeSelector"] = ["accelerator": "nvidia-l4"]
            }
            return try details(changed)
        }
        #expect(try told([holder]).count == 1)
        #expect(try told([holder, holder, port]).count == 2)
    }
}
