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
            name: "This machine", regions: [Self.region], accelerators: offered,
            engines: EngineKind.allCases.filter { settings.commands[$0] != nil }, loaders: [.directory],
            scalesToZero: true, hasMetrics: true, hasNetworks: false, pricesKnown: false,
            updates: true, hasRevisions: false, stops: true
        )
    }

    /// Every device with all its memory, and the host.
    private var offered: [Accelerator] {
        let devices = settings.devices.read().devices
        return devices.map { device in
            Accelerator(
                name: device.accelerator, memory: device.memory, minimum: HostShape(cpu: 1, memory: 0),
                recommended: settings.host.recommended
            )
        } + [settings.host]
    }

    package func services() async throws -> [Service] {
        try directory.records().map(service(of:))
    }

    package func service(_ id: ServiceID) async throws -> Service {
        service(of: try existing(id))
    }

    package func endpoint(_ id: ServiceID) async throws -> ServiceEndpoint {
        let record = try existing(id)
        // Without a serving manager nobody listens at the address of a service that sleeps when unused.
        let isReached = record.gatePort == nil || PortBook.isListening(record.publicPort)
        return ServiceEndpoint(
            url: isReached ? record.url : record.engineURL, engine: record.recipe.engine,
            servedName: record.recipe.servedName, proof: record.recipe.proof
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

    package func spec(of id: ServiceID) async throws -> ServiceSpec { try existing(id).spec }

    private func service(of record: LocalServiceRecord) -> Service {
        var service = Service(
            id: record.id, target: .local, state: state(of: record), engine: record.recipe.engine,
            model: record.spec.model, bucket: record.spec.bucket, servedName: record.recipe.servedName, url: record.url,
            accelerator: record.spec.accelerator, cpu: record.spec.cpu, memory: record.spec.memory,
            minInstances: record.gatePort == nil ? 1 : 0, maxInstances: 1, access: .private, revision: record.revision,
            image: record.container == nil ? nil : record.recipe.image, proof: record.proof,
            createdAt: record.createdAt, updatedAt: record.updatedAt, etag: record.etag
        )
        service.declared = record.spec.declared
        return service
    }

    /// The written state, corrected by the process table.
    func state(of record: LocalServiceRecord) -> ServiceState {
        if case .deleting = record.state { return .deleting }
        if case .failed = record.state { return record.state }
        // The next request starts it, as long as a manager listens for that request.
        if record.wish == .asleep, record.process == nil {
            return record.isProven && PortBook.isListening(record.publicPort) ? .ready : .stopped
        }
        guard let process = record.process, !process.isRunning else { return record.state }
        // Whoever works on it will say what comes of it.
        if record.keeper?.isRunning == true { return record.state }
        return record.wish == .running ? .failed(failure(of: record)) : .stopped
    }

    /// Why the engine of a record is not there any more, from its last lines.
    func failure(of record: LocalServiceRecord) -> Problem {
        EngineLogCause.problem("The engine ended", lines: directory.log(record.id.name).lastLines(20))
    }
}
