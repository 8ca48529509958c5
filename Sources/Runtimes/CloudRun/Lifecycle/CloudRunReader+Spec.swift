import Domain
import GoogleCloud
import Serving

extension CloudRunReader {
    /// The wish that a service stands for, read from what is deployed: our annotations where there are some, else the
    /// container itself. Arguments and variables are left empty: a change is laid over those that are there.
    ///
    /// - Throws: `unsupported` when it cannot be told which model the service serves.
    func spec(_ json: GoogleJSON) throws -> ServiceSpec {
        let service = try service(json)
        guard let bucket = service.bucket, let model = service.model else {
            throw Problem(
                .unsupported, "Not a service that can be planned anew",
                detail: "\(service.id) does not say which model of which bucket it serves",
                fix: "Change its image, variables, instances or access, or deploy the model again."
            )
        }
        var spec = ServiceSpec(name: service.id.name, region: service.id.region, bucket: bucket, model: model)
        let template = json["template"]
        spec.engine = service.engine
        // Left open, an accelerator would be chosen: one without a GPU says so.
        let hasGPU = Self.engineContainer(json)?["resources"]?["limits"]?["nvidia.com/gpu"] != nil
        spec.accelerator = service.accelerator ?? (hasGPU ? nil : "cpu")
        spec.cpu = service.cpu
        spec.memory = service.memory
        spec.minInstances = service.minInstances
        spec.maxInstances = service.maxInstances ?? 100
        spec.concurrency = template?["maxInstanceRequestConcurrency"]?.integer.map { Int($0) }
        spec.contextLength = Self.contextLength(json)
        spec.loader = Self.loader(json)
        spec.zonalRedundancy = template?["gpuZonalRedundancyDisabled"]?.bool != true
        spec.access = service.access
        spec.serviceAccount = template?["serviceAccount"]?.string
        spec.network = template.flatMap { Self.network($0) }
        spec.image = service.image
        return spec
    }

    /// The network of a template; nil: Google's own path.
    static func network(_ template: GoogleJSON) -> NetworkSpec? {
        let access = template["vpcAccess"]
        let isAll = access?["egress"]?.string == "ALL_TRAFFIC"
        if let connector = access?["connector"]?.string, !connector.isEmpty {
            return NetworkSpec(network: "", subnetwork: "", connector: connector, allTraffic: isAll)
        }
        guard let interface = access?["networkInterfaces"]?.array.first else { return nil }
        return NetworkSpec(
            network: interface["network"]?.string ?? "", subnetwork: interface["subnetwork"]?.string ?? "",
            allTraffic: isAll)
    }

    /// How the container is run, read back from it.
    func recipe(_ json: GoogleJSON) throws -> ContainerRecipe {
        let service = try service(json)
        let container = Self.engineContainer(json) ?? [:]
        let variables = container["env"]?.array ?? []
        let probe = container["startupProbe"]
        return ContainerRecipe(
            engine: service.engine ?? .vllm, image: container["image"]?.string ?? "",
            command: container["command"]?.array.compactMap(\.string) ?? [],
            arguments: container["args"]?.array.compactMap(\.string) ?? [],
            environment: Dictionary(
                variables.compactMap { variable in
                    guard let name = variable["name"]?.string, variable["valueSource"] == nil else { return nil }
                    return (name, variable["value"]?.string ?? "")
                }
            ) { _, last in last },
            port: Int(container["ports"]?.array.first?["containerPort"]?.integer ?? 8080),
            healthPath: probe?["httpGet"]?["path"]?.string ?? "/",
            startupSeconds: Self.startupSeconds(json) ?? 600,
            mountPath: Self.mountPath(json),
            concurrency: Int(json["template"]?["maxInstanceRequestConcurrency"]?.integer ?? 80),
            servedName: service.servedName ?? service.model?.id ?? "", proof: proofKind(json)
        )
    }

    /// Where the bucket is mounted in the engine's container.
    static func mountPath(_ json: GoogleJSON) -> String? {
        let buckets = (json["template"]?["volumes"]?.array ?? []).filter { $0["gcs"] != nil }.map { $0["name"] }
        let mounts = engineContainer(json)?["volumeMounts"]?.array ?? []
        return mounts.first { mount in buckets.contains { $0 == mount["name"] } }?["mountPath"]?.string
    }

    private static func contextLength(_ json: GoogleJSON) -> Int? {
        let container = engineContainer(json)
        var arguments = EngineArguments(positional: [])
        arguments.merge(container?["args"]?.array.compactMap(\.string) ?? [])
        let variable = (container?["env"]?.array ?? []).first { $0["name"]?.string == "OLLAMA_CONTEXT_LENGTH" }
        return (arguments.value(of: "--max-model-len") ?? variable?["value"]?.string).flatMap { Int($0) }
    }

    private static func loader(_ json: GoogleJSON) -> Loader {
        let volumes = json["template"]?["volumes"]?.array ?? []
        if volumes.contains(where: { $0["name"]?.string == CloudRunServiceBody.memoryName }) { return .copy }
        let arguments = engineContainer(json)?["args"]?.array.compactMap(\.string) ?? []
        return arguments.contains { $0.contains("gs://") } ? .stream : .mount
    }
}
