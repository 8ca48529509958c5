import CLI
import ControlPlane
import Domain
import Foundation
import GoogleCloud
import Importing
import Logging
import ModelHubs
import Outbound
import Runtimes
import Serving
import Stores

/// The only place where concrete types meet: from what the options say to use cases that work.
struct Composition {
    var controlPlane: ControlPlane
    var imports: ImportManager
    /// For a manager that serves; a command brings on its own import only.
    var sweeper: ImportSweeper
    /// Likewise: applies the rules for idle services.
    var idle: IdleSweeper
    var engines: ImportEngines
    /// Cares for the engines of this machine; nil when the local target is off.
    var supervisor: LocalSupervisor?
    var google: GoogleAPIClient?
    var outbound: OutboundClient
    var endpoints: GoogleEndpoints
    /// The control listener of the simulator that it works on.
    var control: String?
    /// Tells a webhook; nil without one.
    var announcer: Announcer?

    /// Journals and stops the imports, stops following deploys, closes connections.
    func close() async {
        await imports.shutdown()
        await controlPlane.shutDown()
        try? await outbound.shutdown()
    }

    static func make(_ plan: CompositionPlan) async throws -> Composition {
        let environment = ProcessInfo.processInfo.environment
        let place = try plan.place(environment)
        let (transport, transportText) = try Self.transport(plan, environment)
        let outbound = OutboundClient(transport: transport, userAgent: "llm-manager/\(Version.text)")
        let google = await Self.google(plan, place, outbound)
        let sources = try Self.sources(plan, place, outbound, storage: google.map { StorageClient($0) })
        let known = KnownTargets([plan.target, plan.data == nil ? nil : .local].compactMap { $0 })
        let targets = LiveTargets(
            cloud: google.map { api in
                CloudParts(
                    api: api, outbound: outbound, uploads: CloudUploads(form: plan.uploads), prices: CatalogPrices(api))
            },
            data: plan.data, outbound: outbound, known: known
        )
        var options = ImportOptions()
        options.storagePrice = .usd(0.02)
        let window = plan.window ?? environment["LLM_MANAGER_WINDOW"].flatMap { Int($0) }
        if let window { options = options.bounded(by: Int64(window)) }
        if let lease = LeaseTiming(environment: environment) { options.lease = lease }
        options.interruption = plan.interruption
        let engines = ImportEngines(buckets: targets, sources: sources, options: options)
        let placement = ImportPlacement(
            engines, jobs: try? google.map { Self.jobs(plan, place, $0, outbound, engines, targets) }.get()
        )
        let imports = ImportManager(engines, executor: placement)
        let importing = LiveImports(manager: imports, targets: targets, placement: placement, known: known)
        let announcer = try Self.announcer(plan, outbound, importing)
        let (audit, auditLog) = try await Self.audit(plan, environment, google, announcer)
        let controlPlane = ControlPlane(
            ControlPlane.Dependencies(
                sources: Dictionary(uniqueKeysWithValues: sources.map { ($0.kind, $0) }),
                targets: targets,
                engines: Dictionary(uniqueKeysWithValues: ServingEngines.all.map { ($0.kind, $0) }),
                catalog: LiveCatalog(),
                care: LiveCare(price: options.storagePrice, lease: options.lease),
                importing: importing,
                google: targets.facts,
                endpoints: LiveEndpoints(client: outbound),
                audit: audit, auditLog: auditLog, logger: plan.logger,
                trial: (try? google.get()).map { GoogleTrial($0, pause: .seconds(place.isSimulated ? 0.2 : 2)) },
                about: ControlPlane.About(
                    version: Version.text, isSimulated: place.isSimulated, hasLocal: plan.data != nil,
                    transport: transportText
                ),
                inspector: LiveInspector(),
                machine: try? targets.localRuntime()
            )
        )
        let sweeper = ImportSweeper(manager: imports, targets: targets, known: known, logger: plan.logger)
        let idle = IdleSweeper(services: controlPlane.services, known: known, logger: plan.logger)
        return Composition(
            controlPlane: controlPlane, imports: imports, sweeper: sweeper, idle: idle, engines: engines,
            supervisor: (try? targets.localRuntime()).map { LocalSupervisor($0) },
            google: try? google.get(), outbound: outbound, endpoints: place.google, control: place.control,
            announcer: announcer
        )
    }

    /// Where hub tokens of a project's imports are kept; nil on this machine and without credentials.
    func vault(of target: Target) -> ImportTokenVault? {
        guard case .project(let id) = target else { return nil }
        return google.map { ImportTokenVault(project: id, api: $0) }
    }

    /// Where models may come from.
    private static func sources(
        _ plan: CompositionPlan, _ place: CompositionPlan.Place, _ outbound: OutboundClient,
        storage: Result<StorageClient, Problem>
    ) throws -> [any ModelSource] {
        let hub = try HuggingFaceHub(client: outbound, endpoint: place.huggingFace)
        let mirrors = try plan.hubs.mirrors.map { mirror in
            try MirroredHub.Mirror(
                HuggingFaceHub(client: outbound, endpoint: mirror.url), takesToken: mirror.takesToken)
        }
        let registries = place.ollama.merging(plan.hubs.registries) { _, configured in configured }
        var sources: [any ModelSource] = [
            mirrors.isEmpty ? hub : MirroredHub(hub, mirrors: mirrors),
            try OllamaRegistry(client: outbound, endpoints: registries), BucketSource(storage: storage),
        ]
        if plan.takesDirectories {
            sources.append(DirectorySource(outside: [plan.data, plan.simulator].compactMap(\.self)))
        }
        return sources
    }

    /// The way to Google, or why there is none.
    private static func google(
        _ plan: CompositionPlan, _ place: CompositionPlan.Place, _ outbound: OutboundClient
    ) async -> Result<GoogleAPIClient, Problem> {
        do {
            return .success(try await Self.authenticated(plan, place, outbound))
        } catch {
            // An emulator of Cloud Storage wants none; what else needs them says so itself.
            if place.google.anonymous.contains(.storage) {
                return .success(GoogleAPIClient(outbound: outbound, endpoints: place.google, tokens: nil))
            }
            return .failure(Problem(google: error, doing: "looking for credentials"))
        }
    }
}

extension LeaseTiming {
    /// `LLM_MANAGER_LEASE_SECONDS` shortens the lease of an import, so that a test need not wait for a dead owner's; nil
    /// without it. Not for use: a lease must outlast the longest pause of a busy machine.
    init?(environment: [String: String]) {
        guard let seconds = environment["LLM_MANAGER_LEASE_SECONDS"].flatMap({ Double($0) }), seconds > 0 else {
            return nil
        }
        self.init(timeToLive: seconds, heartbeat: seconds / 3)
    }
}
