package import Domain
import Synchronization

/// A runtime that deploys at once and always runs one service.
package final class FakeRuntime: RuntimeAdapter {
    package let target: Target
    package let capabilities = RuntimeCapabilities(
        name: "fake", regions: ["us-central1"], accelerators: [], engines: [.vllm], loaders: [.mount],
        scalesToZero: true, hasMetrics: false, hasNetworks: false, pricesKnown: true
    )
    /// What is measured of the service.
    package let meter = FakeMeter()
    private let model: ModelIdentity
    private let isServing = Mutex(false)

    package init(target: Target, model: ModelIdentity) {
        self.target = target
        self.model = model
    }

    /// Whether the listed service runs the model.
    package var serves: Bool {
        get { isServing.withLock { $0 } }
        set { isServing.withLock { $0 = newValue } }
    }

    package func plan(
        _ spec: ServiceSpec, of manifest: ModelManifest, knowing facts: PlanFacts
    ) async throws -> ServicePlan {
        let id = try ServiceID(region: spec.region ?? "us-central1", name: spec.name ?? "svc")
        return ServicePlan(
            id: id, target: target, spec: spec,
            recipe: ContainerRecipe(
                engine: .vllm, image: "vllm", command: [], arguments: [], environment: [:], port: 8000,
                healthPath: "/health", startupSeconds: 60, mountPath: nil, concurrency: 1, servedName: spec.model.id,
                proof: .generation
            ),
            fit: MemoryFit(
                available: .gib(24), weights: .mib(90), keyValuePerToken: 0, contextLength: 512, sequences: 1,
                overhead: 0, fits: true, largestContext: 512, lines: []
            ),
            cost: nil, quota: [], changes: ["create the service"], problems: [], basedOn: nil, predictedStart: nil,
            requestPreview: ""
        )
    }

    package func deploy(_ plan: ServicePlan) -> AsyncThrowingStream<DeployEvent, any Error> {
        let (stream, continuation) = AsyncThrowingStream<DeployEvent, any Error>.makeStream()
        for state in [ServiceState.creating, .ready] {
            continuation.yield(
                DeployEvent(service: plan.id, state: state, message: state.name, at: "2026-01-01T00:00:00Z")
            )
        }
        continuation.finish()
        return stream
    }

    package func services() async throws -> [Service] { [try service()] }

    package func service(_ id: ServiceID) async throws -> Service {
        guard id.name == "svc" else { throw Problem(.notFound, "No such service", detail: "there is no \(id)") }
        return try service()
    }

    package func stop(_ id: ServiceID) async throws -> Service {
        meter.stopped.append(id)
        return try await service(id)
    }

    package func delete(_ id: ServiceID) async throws { _ = try await service(id) }

    package func logs(_ id: ServiceID, follow: Bool) -> AsyncThrowingStream<LogLine, any Error> {
        let (stream, continuation) = AsyncThrowingStream<LogLine, any Error>.makeStream()
        continuation.yield(LogLine(at: "2026-01-01T00:00:00Z", severity: "INFO", text: "started", id: "1"))
        continuation.finish()
        return stream
    }

    package func metrics(_ id: ServiceID) async throws -> [MetricSeries] { [] }

    package func endpoint(_ id: ServiceID) async throws -> ServiceEndpoint {
        _ = try await service(id)
        return ServiceEndpoint(
            url: "http://127.0.0.1:1", bearer: nil, engine: .vllm, servedName: model.id, proof: .generation
        )
    }

    private func service() throws -> Service {
        Service(
            id: try ServiceID(region: "us-central1", name: "svc"), target: target, state: .ready,
            model: serves ? model : nil, bucket: "good", minInstances: meter.minInstances, createdAt: meter.createdAt
        )
    }
}
