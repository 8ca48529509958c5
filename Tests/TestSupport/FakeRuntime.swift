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
    private let unreachable = Mutex<[ServiceListing.RegionProblem]>([])

    package init(target: Target, model: ModelIdentity) {
        self.target = target
        self.model = model
    }

    /// Whether the listed service runs the model.
    package var serves: Bool {
        get { isServing.withLock { $0 } }
        set { isServing.withLock { $0 = newValue } }
    }

    /// The regions that do not answer a list.
    package var unseen: [ServiceListing.RegionProblem] {
        get { unreachable.withLock { $0 } }
        set { unreachable.withLock { $0 = newValue } }
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

    package func services() async throws -> [Service] { try await listing().whole() }

    package func listing() async throws -> ServiceListing {
        ServiceListing(services: [try service()], problems: unseen)
    }

    package func service(_ id: ServiceID) async throws -> Service {
        guard id.name == "svc" else { throw Problem(.notFound, "No such service", detail: "there is no \(id)") }
        return try service()
    }

    package func stop(_ id: ServiceID) async throws -> Service {
        meter.stopped.append(id)
        return try await service(id)
    }

    package func delete(_ id: ServiceID) async throws { _ = try await service(id) }

    package func logs(_ id: ServiceID, _ query: LogQuery) async throws -> LogPage {
        _ = try await service(id)
        return LogPage(lines: Self.lines.filter(query.fits), older: query.pageToken == nil ? "older" : nil)
    }

    package func follow(_ id: ServiceID, _ query: LogQuery) -> AsyncThrowingStream<LogLine, any Error> {
        let (stream, continuation) = AsyncThrowingStream<LogLine, any Error>.makeStream()
        for line in Self.lines where query.fits(line) { continuation.yield(line) }
        continuation.finish()
        return stream
    }

    private static let lines = [
        LogLine(at: "2026-01-01T00:00:00Z", severity: "INFO", text: "started", id: "1"),
        LogLine(at: "2026-01-01T00:00:01Z", severity: "ERROR", text: "out of memory", id: "2", revision: "svc-1"),
    ]

    package func metrics(_ id: ServiceID, over range: MetricRange) async throws -> ServiceMetrics {
        _ = try await service(id)
        let point = MetricSeries.Point(at: "2026-01-01T00:00:00Z", value: 1)
        return ServiceMetrics(
            range: range, from: "2026-01-01T00:00:00Z", to: "2026-01-01T01:00:00Z",
            charts: [
                MetricChart(
                    id: "requests", title: "Requests", unit: "1/s", series: [MetricSeries(name: "2xx", points: [point])]
                )
            ],
            lagSeconds: 180, engineNote: "Scaled to zero."
        )
    }

    package func endpoint(_ id: ServiceID) async throws -> ServiceEndpoint {
        _ = try await service(id)
        return ServiceEndpoint(
            url: "http://127.0.0.1:1", engine: .vllm, servedName: model.id, proof: .generation
        )
    }

    private func service() throws -> Service {
        Service(
            id: try ServiceID(region: "us-central1", name: "svc"), target: target, state: .ready,
            model: serves ? model : nil, bucket: "good", minInstances: meter.minInstances, createdAt: meter.createdAt
        )
    }
}
