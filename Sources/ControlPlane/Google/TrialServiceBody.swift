import GoogleCloud

/// The smallest service that can answer: Ollama on two processors, over the bucket, private, gone when idle.
struct TrialServiceBody {
    private static let port = 11434
    private static let image = "ollama/ollama:0.31.2"
    private static let volume = "models"

    let service: TrialService

    init(_ service: TrialService) { self.service = service }

    private var root: String { "/gcs/\(service.bucket)" }

    var value: RunService {
        var template = RevisionTemplate(
            containers: [container],
            volumes: [
                RunVolume(
                    name: Self.volume,
                    gcs: RunVolume.GCS(bucket: service.bucket, readOnly: true, mountOptions: ["implicit-dirs"]))
            ]
        )
        template.executionEnvironment = "EXECUTION_ENVIRONMENT_GEN2"
        template.timeout = "300s"
        template.scaling = RevisionTemplate.RevisionScaling(minInstanceCount: 0, maxInstanceCount: 1)
        var body = RunService(labels: ["llm-manager-doctor": "true"], template: template)
        body.ingress = "INGRESS_TRAFFIC_ALL"
        body.client = "llm-manager"
        return body
    }

    private var container: RunContainer {
        let variables = [
            ("MODEL", service.model ?? "none"), ("OLLAMA_MODELS", "\(root)/ollama"),
            ("OLLAMA_HOST", "0.0.0.0:\(Self.port)"), ("OLLAMA_KEEP_ALIVE", "-1"), ("OLLAMA_DEBUG", "false"),
            ("OLLAMA_NOPRUNE", "1"), ("OLLAMA_CONTEXT_LENGTH", "2048"),
        ]
        var container = RunContainer(
            name: "ollama", image: Self.image, command: ["/bin/ollama"], args: ["serve"],
            env: variables.map { RunContainer.EnvVar(name: $0.0, value: $0.1) }
        )
        container.ports = [RunContainer.Port(name: "http1", containerPort: Self.port)]
        container.resources = RunContainer.Resources(
            limits: ["cpu": "2", "memory": "4Gi"], cpuIdle: true, startupCpuBoost: true)
        container.volumeMounts = [RunContainer.VolumeMount(name: Self.volume, mountPath: root)]
        container.startupProbe = RunProbe(
            timeoutSeconds: 5, periodSeconds: 10, failureThreshold: 24,
            httpGet: RunProbe.HTTPGet(path: "/", port: Self.port))
        return container
    }
}
