import Foundation
import Hummingbird
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Google's clouds, the hubs and their faults, on loopback: for trying, for testing, for failing on demand.
package struct CloudSimulator: Sendable {
    /// Starts every listener and returns when all of them accept connections.
    ///
    /// State that an earlier run left in the state directory is taken up again, its ports too where they are free.
    package static func start(
        _ configuration: SimulatorConfiguration,
        logger: Logger = CloudSimulator.quietLogger
    ) async throws -> RunningSimulator {
        let state = try StateDirectory(path: configuration.stateDirectory)
        var attempts = 10
        while true {
            let ports = try await PortReservation.ports(for: configuration, state: state)
            do {
                return try await start(configuration, ports: ports, state: state, logger: logger)
            } catch let error as IOError where configuration.basePort == nil && attempts > 1 {
                // Somebody else took one of the free ports in the moment between looking and binding.
                logger.debug("Port taken, trying others", metadata: ["error": "\(error)"])
                attempts -= 1
            }
        }
    }

    /// A logger that tells of errors only.
    package static var quietLogger: Logger {
        var logger = Logger(label: "simulator")
        logger.logLevel = .error
        return logger
    }

    private static func start(
        _ configuration: SimulatorConfiguration,
        ports: [SimulatorListener: Int],
        state: StateDirectory,
        logger: Logger
    ) async throws -> RunningSimulator {
        let endpoints = SimulatorEndpoints(ports: ports)
        let projects = try ProjectRegistry(state)
        let storage = try StorageStore(state, limitsObjectWrites: configuration.limitsObjectWrites)
        let logs = try LogBook(state)
        let secrets = try SecretStore(state)
        let run = try CloudRunStore(
            state: state,
            logs: logs,
            buckets: StorageMounts(store: storage, projects: projects),
            secrets: secrets,
            operationDelay: configuration.operationDelay,
            endpoint: endpoints.services
        )
        let jobs = JobRunner(
            store: run, secrets: secrets, logs: logs, state: state, program: configuration.program,
            delay: configuration.operationDelay
        )
        let world = SimulatorWorld(
            configuration: configuration,
            endpoints: endpoints,
            state: state,
            projects: projects,
            identity: try IdentityAuthority(state, endpoints: endpoints),
            accounts: try ServiceAccountStore(state, projects: projects, delay: configuration.operationDelay),
            logs: logs,
            meter: try MeterBook(state),
            storage: storage,
            run: run,
            jobs: jobs,
            secrets: secrets,
            faults: FaultController(plan: configuration.faults, seed: configuration.seed),
            throttle: ThrottleController(rates: configuration.rates),
            recorder: RequestRecorder(
                journalDirectory: ProcessInfo.processInfo.environment[RequestJournal.variable]
            ),
            logger: logger
        )
        let (bound, announce) = AsyncStream.makeStream(of: SimulatorListener.self)
        var services: [any Service] = []
        for listener in SimulatorListener.allCases {
            let router = try router(of: listener, in: world)
            services.append(
                Application(
                    router: router,
                    configuration: .init(
                        address: .hostname("127.0.0.1", port: ports[listener] ?? 0),
                        serverName: listener.serverName
                    ),
                    onServerRunning: { _ in announce.yield(listener) },
                    logger: logger
                )
            )
        }
        var group = ServiceGroupConfiguration(services: services, logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(2)
        let running = RunningSimulator(
            endpoints: endpoints, world: world, group: ServiceGroup(configuration: group),
            onEnd: {
                jobs.stop()
                announce.finish()
            }
        )
        var waiting = Set(SimulatorListener.allCases)
        for await listener in bound {
            waiting.remove(listener)
            if waiting.isEmpty { break }
        }
        if !waiting.isEmpty {
            try await running.run()  // it has ended by itself: throws why
        }
        try state.write(endpoints, to: "endpoints.json")
        try jobs.resume()
        return running
    }

    private static func router(
        of listener: SimulatorListener,
        in world: SimulatorWorld
    ) throws -> Router<SimulatorContext> {
        let router = Router(context: SimulatorContext.self)
        router.add(middleware: RecordingMiddleware(listener: listener, recorder: world.recorder))
        if listener != .control {
            router.add(
                middleware: FaultMiddleware(
                    listener: listener, faults: world.faults, identity: world.identity, style: listener.errorStyle))
            router.add(middleware: ThrottleMiddleware(listener: listener, throttle: world.throttle))
        }
        router.add(middleware: ErrorMiddleware(style: listener.errorStyle, logger: world.logger))
        if listener == .google || listener == .storage {
            router.add(
                middleware: AuthenticationMiddleware(
                    authority: world.identity, projects: world.projects,
                    isRequired: world.configuration.requireAuthentication, isStorage: listener == .storage
                )
            )
        }
        if listener == .google {
            router.add(middleware: GoogleRoutesMiddleware(table: try googleRoutes(in: world)))
        }
        for api in try apis(of: listener, in: world) {
            api.addRoutes(to: router)
        }
        return router
    }
}

extension SimulatorListener {
    /// The `Server` header: Google's front ends and the hubs name theirs too.
    fileprivate var serverName: String {
        switch self {
        case .metadata: "Metadata Server for VM"
        case .storage: "UploadServer"
        case .google: "ESF"
        default: "llm-manager-simulator"
        }
    }

    fileprivate var errorStyle: ErrorStyle {
        switch self {
        case .storage: .legacy
        case .metadata, .huggingface, .cdn, .ollama, .services: .plain
        case .control, .google: .modern
        }
    }
}
