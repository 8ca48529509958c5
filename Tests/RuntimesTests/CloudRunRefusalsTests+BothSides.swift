import CloudSimulator
import Domain
import GoogleCloud
import Outbound
import Serving
import TestSupport
import Testing

@testable import Runtimes

/// Each thing that Cloud Run refuses (Cloud Run Admin API v2: names, labels, limits of probes, PORT, least shapes of GPUs,
/// namespaces of annotations, instances over quota), from both sides: our plan says it first and how to mend it, and the
/// simulator refuses it when it is sent all the same.
@Suite struct CloudRunRefusalsBothSidesTests {
    struct Case: Sendable, CustomStringConvertible {
        var description: String
        /// Our plan warns only: what Google accepts there is observed and not documented.
        var isWarning = false
        var change: @Sendable (inout GoogleJSON) -> Void
    }

    /// A service with a GPU and a bucket, in order.
    private static let sound: GoogleJSON = [
        "labels": ["managed-by": "llm-manager"],
        "template": [
            "containers": [
                [
                    "name": "engine", "image": "vllm/vllm-openai:v0.33.0", "ports": [["containerPort": 8000]],
                    "resources": ["limits": ["cpu": "8", "memory": "32Gi", "nvidia.com/gpu": "1"], "cpuIdle": false],
                    "volumeMounts": [["name": "models", "mountPath": "/models"]],
                    "startupProbe": [
                        "httpGet": ["path": "/health", "port": 8000], "periodSeconds": 10, "failureThreshold": 180,
                    ],
                ]
            ],
            "nodeSelector": ["accelerator": "nvidia-l4"], "gpuZonalRedundancyDisabled": true,
            "volumes": [["name": "models", "gcs": ["bucket": .string(CloudFixture.bucket), "readOnly": true]]],
            "scaling": ["maxInstanceCount": 1], "timeout": "3600s", "maxInstanceRequestConcurrency": 16,
        ],
    ]

    private static func template(
        _ name: String, isWarning: Bool = false, _ change: @escaping @Sendable (inout GoogleJSON) -> Void
    ) -> Case {
        Case(description: name, isWarning: isWarning) { body in
            var template = body["template"] ?? [:]
            change(&template)
            body["template"] = template
        }
    }

    private static func container(
        _ name: String, isWarning: Bool = false, _ change: @escaping @Sendable (inout GoogleJSON) -> Void
    ) -> Case {
        template(name, isWarning: isWarning) { template in
            var container = template["containers"]?.array.first ?? [:]
            change(&container)
            template["containers"] = [container]
        }
    }

    private static func variable(_ name: String, _ variables: GoogleJSON) -> Case {
        container(name) { $0["env"] = variables }
    }

    private static func probe(_ name: String, _ kind: String, _ probe: GoogleJSON) -> Case {
        container(name) { $0[kind] = probe }
    }

    private static func shape(
        _ name: String, _ accelerator: String?, _ cpu: String, _ memory: String, isWarning: Bool = false
    ) -> Case {
        template(name, isWarning: isWarning) { template in
            var container = template["containers"]?.array.first ?? [:]
            var limits: GoogleJSON = ["cpu": .string(cpu), "memory": .string(memory)]
            if accelerator != nil { limits["nvidia.com/gpu"] = "1" }
            container["resources"] = ["limits": limits, "cpuIdle": false]
            container["startupProbe"] = nil
            template["containers"] = [container]
            template["nodeSelector"] = accelerator.map { ["accelerator": .string($0)] }
        }
    }

    private static let marks: [Case] =
        [
            Case(description: "a label's name with a capital") { $0["labels"] = ["Team": "a"] },
            Case(description: "a label's name with a dot") { $0["labels"] = ["a.b": "a"] },
            Case(description: "a label's name that begins with a digit") { $0["labels"] = ["1a": "a"] },
            Case(description: "a label's value with a slash") { $0["labels"] = ["model": "org/model-7b"] },
            Case(description: "a label's value of 64 characters") {
                $0["labels"] = ["a": .string(String(repeating: "x", count: 64))]
            },
            Case(description: "65 labels") {
                $0["labels"] = .texts(Dictionary(uniqueKeysWithValues: (0..<65).map { ("label-\($0)", "x") }))
            },
            Case(description: "a description of 513 characters") {
                $0["description"] = .string(String(repeating: "x", count: 513))
            },
            Case(description: "traffic that totals 99 %") {
                $0["traffic"] = [["type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", "percent": 99]]
            },
            template("a revision's name that does not begin with the service's") { $0["revision"] = "other-1" },
            template("a revision's name of 64 characters") {
                $0["revision"] = .string("svc-" + String(repeating: "x", count: 60))
            },
        ]
        + ["run.googleapis.com/", "cloud.googleapis.com/", "serving.knative.dev/", "autoscaling.knative.dev/"].flatMap {
            namespace in
            [
                Case(description: "an annotation in \(namespace)") { $0["annotations"] = [namespace + "x": "1"].json },
                template("an annotation of the revision in \(namespace)") {
                    $0["annotations"] = [namespace + "x": "1"].json
                },
            ]
        }

    private static let limits: [Case] =
        [
            template("1001 requests at a time") { $0["maxInstanceRequestConcurrency"] = 1001 },
            template("a request of 3601 seconds") { $0["timeout"] = "3601s" },
            template("more instances at least than at most") {
                $0["scaling"] = ["minInstanceCount": 2, "maxInstanceCount": 1]
            },
            template("no container") { $0["containers"] = [] },
            container("no image") { $0["image"] = "" },
            container("two ports") { $0["ports"] = [["containerPort": 1], ["containerPort": 2]] },
            container("a port above 65535") { $0["ports"] = [["containerPort": 70_000]] },
            template("two containers and two ports") {
                $0["containers"] = [
                    $0["containers"]?.array.first ?? [:], ["name": "b", "image": "i", "ports": [["containerPort": 9]]],
                ]
            },
            variable("a variable without a name", [["name": "", "value": "1"]]),
            variable("a variable whose name has =", [["name": "A=B", "value": "1"]]),
            variable("a variable given twice", [["name": "A", "value": "1"], ["name": "A", "value": "2"]]),
            variable(
                "more than 32 KiB of variables",
                [["name": "A", "value": .string(String(repeating: "x", count: 33_000))]]),
            variable(
                "a variable with a value and a secret",
                [["name": "A", "value": "1", "valueSource": ["secretKeyRef": ["secret": "s", "version": "latest"]]]]),
            variable(
                "a secret's version that is neither number nor latest",
                [["name": "A", "valueSource": ["secretKeyRef": ["secret": "s", "version": "newest"]]]]),
        ]
        + ["PORT", "K_SERVICE", "K_REVISION", "K_CONFIGURATION", "K_ANYTHING"].map {
            variable("the variable \($0)", [["name": .string($0), "value": "1"]])
        }

    private static let places: [Case] =
        ["/dev", "/dev/shm", "/proc/x", "/sys", "relative", "/"].map { path in
            container("a mount at \(path)") { $0["volumeMounts"] = [["name": "models", "mountPath": .string(path)]] }
        } + [
            container("a mount of no volume") { $0["volumeMounts"] = [["name": "other", "mountPath": "/x"]] },
            template("two volumes of one name") {
                let volume = $0["volumes"]?.array.first ?? [:]
                $0["volumes"] = [volume, volume]
            },
            template("a volume of two kinds") {
                $0["volumes"] = [["name": "models", "gcs": ["bucket": "b"], "emptyDir": [:]]]
            },
            template("a volume without its bucket") { $0["volumes"] = [["name": "models", "gcs": ["bucket": ""]]] },
            template("two network interfaces") {
                let one: GoogleJSON = ["network": "a", "subnetwork": "b"]
                $0["vpcAccess"] = ["networkInterfaces": [one, one]]
            },
            template("a connector and a subnetwork at once") {
                $0["vpcAccess"] = ["connector": "c", "networkInterfaces": [["network": "a", "subnetwork": "b"]]]
            },
            template("the first execution environment with a bucket") {
                $0["executionEnvironment"] = "EXECUTION_ENVIRONMENT_GEN1"
            },
        ]

    private static let shapes: [Case] = [
        shape("an L4 with 2 CPU", "nvidia-l4", "2", "16Gi"), shape("an L4 with 8 GiB", "nvidia-l4", "4", "8Gi"),
        shape("an L4 with 5 CPU", "nvidia-l4", "5", "16Gi"), shape("an L4 with 33 GiB", "nvidia-l4", "8", "33Gi"),
        shape("an RTX PRO 6000 with 8 CPU", "nvidia-rtx-pro-6000", "8", "80Gi"),
        shape("an RTX PRO 6000 with 64 GiB", "nvidia-rtx-pro-6000", "20", "64Gi"),
        shape("an RTX PRO 6000 with 26 CPU", "nvidia-rtx-pro-6000", "26", "104Gi", isWarning: true),
        shape("3 CPU", nil, "3", "8Gi"), shape("4 CPU with 1 GiB", nil, "4", "1Gi"),
        shape("8 CPU with 64 GiB", nil, "8", "64Gi"), shape("2 CPU with 16 GiB", nil, "2", "16Gi"),
        container("a CPU that is idle between requests, with a GPU") { container in
            var resources = container["resources"] ?? [:]
            resources["cpuIdle"] = true
            container["resources"] = resources
        },
        container("two GPUs") {
            $0["resources"] = ["limits": ["cpu": "8", "memory": "32Gi", "nvidia.com/gpu": "2"], "cpuIdle": false]
        },
        template("two containers that hold a GPU") {
            var second = $0["containers"]?.array.first ?? [:]
            second["name"] = "b"
            second["ports"] = nil
            $0["containers"] = [$0["containers"]?.array.first ?? [:], second]
        },
        template("an accelerator that no container holds") {
            $0["containers"] = [["image": "i", "resources": ["limits": ["cpu": "8", "memory": "32Gi"]]]]
        },
        template("a GPU without its type") { $0["nodeSelector"] = nil },
        template("a GPU in the first execution environment") {
            $0["volumes"] = []
            var container = $0["containers"]?.array.first ?? [:]
            container["volumeMounts"] = []
            $0["containers"] = [container]
            $0["executionEnvironment"] = "EXECUTION_ENVIRONMENT_GEN1"
        },
    ]

    private static let probes: [Case] = [
        probe(
            "a start of more than 1800 s with a GPU", "startupProbe",
            ["periodSeconds": 10, "failureThreshold": 181, "tcpSocket": [:]]),
        probe("a startup probe after 1801 s", "startupProbe", ["initialDelaySeconds": 1801, "tcpSocket": [:]]),
        probe(
            "a startup probe every 1801 s", "startupProbe",
            ["periodSeconds": 1801, "failureThreshold": 1, "tcpSocket": [:]]),
        probe(
            "an answer that takes longer than the period", "startupProbe",
            ["periodSeconds": 5, "timeoutSeconds": 6, "tcpSocket": [:]]),
        probe("a threshold of 0", "startupProbe", ["failureThreshold": 0, "tcpSocket": [:]]),
        probe("two kinds of probe at once", "startupProbe", ["tcpSocket": [:], "httpGet": ["path": "/"]]),
        probe("a path without a slash", "startupProbe", ["httpGet": ["path": "health"]]),
        probe("a liveness probe by TCP", "livenessProbe", ["tcpSocket": [:]]),
        probe("a liveness probe every 3601 s", "livenessProbe", ["periodSeconds": 3601, "httpGet": ["path": "/"]]),
        probe("a readiness probe by TCP", "readinessProbe", ["tcpSocket": [:]]),
        probe("a readiness probe every 301 s", "readinessProbe", ["periodSeconds": 301, "httpGet": ["path": "/"]]),
        probe(
            "a readiness probe with a delay", "readinessProbe", ["initialDelaySeconds": 1, "httpGet": ["path": "/"]]),
        template("a start of more than 600 s without a GPU") {
            $0["nodeSelector"] = nil
            $0["containers"] = [
                [
                    "image": "i", "resources": ["limits": ["cpu": "8", "memory": "32Gi"]],
                    "startupProbe": ["periodSeconds": 10, "failureThreshold": 61, "tcpSocket": [:]],
                ]
            ]
        },
    ]

    static let all = marks + limits + places + shapes + probes

    private func told(_ body: GoogleJSON) throws -> [PlanProblem] {
        CloudRunRefusals(body, id: try ServiceID(region: "us-central1", name: "svc")).problems
    }

    @Test(arguments: all)
    func `our plan says it first, with a fix`(_ one: Case) throws {
        var body = Self.sound
        one.change(&body)
        let problems = try told(body)
        #expect(problems.contains { $0.severity == (one.isWarning ? .warning : .error) }, "\(problems)")
        #expect(problems.allSatisfy { $0.fix?.isEmpty == false })
    }

    @Test func `the simulator refuses each when it is sent, and names the field`() async throws {
        #expect(try told(Self.sound).isEmpty)
        try await CloudFixture.with { fixture in
            let client = CloudRunClient(fixture.api)
            func send(_ body: GoogleJSON) async throws {
                _ = try await client.createService(
                    project: CloudFixture.project, region: "us-central1", id: "svc", json: body, validateOnly: true)
            }
            try await send(Self.sound)
            for one in Self.all {
                var body = Self.sound
                one.change(&body)
                let error = await #expect(throws: GoogleCloudError.self, "\(one)") { try await send(body) }
                #expect(error?.code == .invalidArgument, "\(one): \(String(describing: error))")
                #expect(error?.message.contains("iolation") == true, "\(one): \(error?.message ?? "")")
            }
        }
    }

    @Test(arguments: ["", "Svc", "1svc", "svc-", "s_v", "s.v", String(repeating: "a", count: 50)])
    func `a name that no service may have is refused by both`(_ name: String) async throws {
        #expect(throws: Problem.self) { try ServiceID(region: "us-central1", name: name) }
        try await CloudFixture.with { fixture in
            let error = await #expect(throws: GoogleCloudError.self) {
                try await CloudRunClient(fixture.api).createService(
                    project: CloudFixture.project, region: "us-central1", id: name, json: Self.sound)
            }
            #expect(error?.code == .invalidArgument || error?.code == .notFound)
        }
    }

    @Test func `what the project's quota, the region and the accelerator do not allow is said first, and refused`()
        async throws
    {
        try await CloudFixture.with { fixture in
            let client = CloudRunClient(fixture.api)
            func code(_ region: String, _ change: (inout GoogleJSON) -> Void) async -> GoogleCloudError? {
                var body = Self.sound
                change(&body)
                return await #expect(throws: GoogleCloudError.self) {
                    try await client.createService(
                        project: CloudFixture.project, region: region, id: "svc", json: body, validateOnly: true)
                }
            }
            // More instances than the quota has, and an unset number, which is a hundred.
            let many = try await fixture.runtime.plan(fixture.spec { $0.maxInstances = 50 }, of: fixture.manifest)
            #expect(many.problems.contains { $0.code == Problem.Code.quotaExceeded.rawValue && $0.fix != nil })
            for most in [50, 0] as [Int64] {
                let error = await code("us-central1") { body in
                    var template = body["template"] ?? [:]
                    template["scaling"] = ["maxInstanceCount": .integer(most)]
                    body["template"] = template
                }
                #expect(error?.message.contains("Quota violated") == true)
            }
            #expect(many.requestPreview.contains("maxInstanceCount"))
            // No redundancy quota at all.
            let zonal = try await fixture.runtime.plan(fixture.spec { $0.zonalRedundancy = true }, of: fixture.manifest)
            #expect(zonal.problems.contains { $0.code == Problem.Code.quotaExceeded.rawValue })
            // A region without the accelerator, and an accelerator that nobody offers.
            let far = try await fixture.runtime.plan(
                fixture.spec {
                    $0.region = "me-west1"
                    $0.accelerator = "nvidia-l4"
                }, of: fixture.manifest)
            #expect(far.problems.contains { $0.code == "region-without-accelerator" && $0.fix != nil })
            #expect(await code("me-west1") { _ in }?.message.contains("not available in region") == true)
            await #expect(throws: Problem.self) {
                try await fixture.runtime.plan(fixture.spec { $0.accelerator = "nvidia-b300" }, of: fixture.manifest)
            }
            let unknown = await code("us-central1") { body in
                var template = body["template"] ?? [:]
                template["nodeSelector"] = ["accelerator": "nvidia-b300"]
                body["template"] = template
            }
            #expect(unknown?.code == .invalidArgument)
            // All regions at once are not listed by version 2.
            let everywhere = await #expect(throws: GoogleCloudError.self) {
                try await client.services(project: CloudFixture.project, region: "-")
            }
            #expect(everywhere?.code == .invalidArgument)
            #expect(throws: Problem.self) { try ServiceID(region: "-", name: "svc") }
        }
    }
}

extension [String: GoogleJSON] {
    fileprivate var json: GoogleJSON { .object(self) }
}
