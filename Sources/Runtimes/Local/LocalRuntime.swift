package import Domain
import Foundation
package import Outbound
import Serving

/// Runs engines as processes of this machine, over a directory that is laid out like a bucket.
///
/// The truth is on disk and in the process table: another instance of this program shows and deletes the same services.
package struct LocalRuntime: RuntimeAdapter {
    package static let region = "local"

    let settings: LocalRuntimeSettings
    let directory: LocalServiceDirectory
    let client: OutboundClient

    package init(settings: LocalRuntimeSettings, client: OutboundClient) {
        self.settings = settings
        self.client = client
        directory = LocalServiceDirectory(root: settings.directory)
    }

    package var target: Target { .local }

    package var capabilities: RuntimeCapabilities {
        RuntimeCapabilities(
            name: "This machine", regions: [Self.region], accelerators: settings.accelerators,
            engines: EngineKind.allCases.filter { settings.commands[$0] != nil }, loaders: [.directory],
            scalesToZero: false, hasMetrics: false, hasNetworks: false, pricesKnown: false,
            updates: true, hasRevisions: false, stops: true
        )
    }

    package func services() async throws -> [Service] {
        try directory.records().map(service(of:))
    }

    package func service(_ id: ServiceID) async throws -> Service {
        service(of: try existing(id))
    }

    package func delete(_ id: ServiceID) async throws {
        let record = try directory.exclusively {
            var record = try existing(id)
            record.state = .deleting
            // A deploy that still follows this service sees another generation and gives up.
            record.generation += 1
            try directory.write(record)
            return record
        }
        try await record.process?.stop(grace: settings.stopGrace, interval: settings.interval)
        try directory.exclusively {
            if try directory.record(id.name) != nil { try directory.remove(id.name) }
        }
    }

    /// No history is kept on this machine; what the engine says of itself now is told.
    package func metrics(_ id: ServiceID, over range: MetricRange) async throws -> ServiceMetrics {
        let record = try existing(id)
        let now = Date()
        var metrics = ServiceMetrics(
            range: range, from: Timestamp.text(now.addingTimeInterval(-Double(range.length))), to: Timestamp.text(now),
            charts: [], lagSeconds: 0
        )
        guard record.process?.isRunning == true else {
            metrics.engineNote = "The engine does not run."
            return metrics
        }
        let reader = EngineMetricsReader(client: client)
        (metrics.engine, metrics.engineNote) = try await reader.figures(
            of: record.recipe.engine, at: record.url, EndpointCredentials())
        return metrics
    }

    package func endpoint(_ id: ServiceID) async throws -> ServiceEndpoint {
        let record = try existing(id)
        return ServiceEndpoint(
            url: record.url, engine: record.recipe.engine, servedName: record.recipe.servedName,
            proof: record.recipe.proof
        )
    }

    /// - Throws: `not-found`.
    func existing(_ id: ServiceID) throws -> LocalServiceRecord {
        guard id.region == Self.region, let record = try directory.record(id.name) else {
            throw Problem(
                .notFound, "No such service", detail: "There is no service \(id) on this machine",
                fix: "List the services to see which there are."
            )
        }
        return record
    }

    private func service(of record: LocalServiceRecord) -> Service {
        Service(
            id: record.id, target: .local, state: state(of: record), engine: record.recipe.engine,
            model: record.spec.model, bucket: record.spec.bucket, servedName: record.recipe.servedName, url: record.url,
            accelerator: record.spec.accelerator, cpu: record.spec.cpu, memory: record.spec.memory, minInstances: 1,
            maxInstances: 1, access: .private, revision: record.revision, image: nil, proof: record.proof,
            createdAt: record.createdAt, updatedAt: record.updatedAt, etag: record.etag
        )
    }

    /// The written state, corrected by the process table.
    private func state(of record: LocalServiceRecord) -> ServiceState {
        if case .deleting = record.state { return .deleting }
        if case .failed = record.state { return record.state }
        if case .stopped = record.state { return .stopped }
        guard let process = record.process else { return record.state }
        guard process.isRunning else { return .failed(failure(of: record)) }
        return record.state
    }

    /// Why the engine of a record is not there any more, from its last lines.
    func failure(of record: LocalServiceRecord) -> Problem {
        EngineLogCause.problem(
            "The engine ended", lines: LocalLog(path: directory.logPath(record.id.name)).lastLines(20)
        )
    }
}
