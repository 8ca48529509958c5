import Testing

@testable import CloudSimulator

struct RunRulesTests {
    private static let container: JSONValue = [
        "image": "vllm/vllm-openai:v0.33.0",
        "resources": ["limits": ["cpu": "8", "memory": "32Gi", "nvidia.com/gpu": "1"], "cpuIdle": false],
        "volumeMounts": [["name": "models", "mountPath": "/models"]],
    ]

    private static func service(
        _ change: (inout JSONValue) -> Void = { _ in },
        container changeContainer: (inout JSONValue) -> Void = { _ in }
    ) -> JSONValue {
        var container = container
        changeContainer(&container)
        var template: JSONValue = [
            "containers": [container], "nodeSelector": ["accelerator": "nvidia-l4"],
            "volumes": [["name": "models", "gcs": ["bucket": "b"]]], "scaling": ["maxInstanceCount": 1],
            "gpuZonalRedundancyDisabled": true,
        ]
        change(&template)
        return ["template": template]
    }

    private func check(_ service: JSONValue, region: String = "us-central1") -> String? {
        do {
            try RunShapes.service.check(service)
            try RunRules(request: "CreateServiceRequest", region: region).check(service, id: "svc")
            return nil
        } catch let error as GoogleError {
            return error.message
        } catch {
            return "\(error)"
        }
    }

    @Test func `a GPU service in order is accepted`() {
        #expect(check(Self.service()) == nil)
    }

    @Test(arguments: ["svc", "a", "a-1", String(repeating: "a", count: 49)])
    func `a good name is accepted`(id: String) throws {
        try RunRules.checkServiceID(id)
    }

    @Test(arguments: ["", "Svc", "1svc", "svc-", "s_v", String(repeating: "a", count: 50)])
    func `a bad name is refused`(id: String) {
        #expect(throws: GoogleError.self) { try RunRules.checkServiceID(id) }
    }

    @Test func `a region without the accelerator is refused`() {
        #expect(check(Self.service(), region: "us-west1")?.contains("not available in region us-west1") == true)
    }

    @Test func `a mount of no volume is refused`() {
        let service = Self.service { $0["volumes"] = [] }
        #expect(check(service)?.contains("refers to no volume") == true)
    }

    @Test func `CPU on demand with a GPU is refused`() {
        let service = Self.service(container: { $0["resources"]?["cpuIdle"] = true })
        #expect(check(service)?.contains("CPU must always be allocated") == true)
    }

    @Test(arguments: ["PORT", "K_SERVICE"])
    func `a reserved variable is refused`(name: String) {
        let service = Self.service(container: { $0["env"] = [["name": .string(name), "value": "1"]] })
        #expect(check(service)?.contains("reserved env names") == true)
    }

    @Test(arguments: ["/dev", "/proc/x", "/sys", "models"])
    func `a reserved or relative mount path is refused`(path: String) {
        let service = Self.service(container: { $0["volumeMounts"] = [["name": "models", "mountPath": .string(path)]] })
        #expect(check(service)?.contains("mount_path") == true)
    }

    @Test(arguments: ["run.googleapis.com/x", "serving.knative.dev/x"])
    func `an annotation in a reserved namespace is refused`(key: String) {
        var service = Self.service()
        service["annotations"] = .object([key: "1"])
        #expect(check(service)?.contains("reserved namespace") == true)
    }

    @Test func `an unset maximum asks for a hundred GPUs`() throws {
        let template = Self.service { $0["scaling"] = [:] }["template"] ?? [:]
        let rules = RunRules(request: "CreateServiceRequest", region: "us-central1")
        let error = #expect(throws: GoogleError.self) { try rules.checkQuota(template) { _, _ in 2 } }
        #expect(error?.message.contains("Max instances must be set to 1 or fewer") == true)
        let quota = "Quota violated: NvidiaL4GpuAllocNoZonalRedundancyPerProjectRegion requested: 100 allowed: 1"
        #expect(error?.message.contains(quota) == true)
    }
}
