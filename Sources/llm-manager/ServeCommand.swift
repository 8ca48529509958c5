import ArgumentParser
import CLI
import CloudSimulator
import ControlPlane
import Domain
import Foundation
import Logging
import NIOCore
import Runtimes
import Server

/// `llm-manager serve`: the console and the HTTP API.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the web console and the HTTP API.",
        discussion: """
            Listens on 127.0.0.1 for this machine only, unless --access says who else may use it. With --simulate everything runs on an embedded simulator of Google Cloud and \
            the hubs: nothing to install, no account, no cost. Imports that a manager has left when it died are taken \
            over by any other that serves the same project, when they need no token.
            """
    )

    @Option(help: ArgumentHelp("Port to listen on; 0 takes a free one (PORT).", valueName: "port"))
    var port: Int?

    @Option(help: ArgumentHelp("Serve the console from this folder while working on it.", valueName: "dir"))
    var webRoot: String?

    @Option(
        help: ArgumentHelp(
            "Bytes in flight at most, all imports together; bounds the memory (256 MiB by default).", valueName: "bytes"
        ))
    var window: Int?

    @Flag(
        name: .customLong("no-takeover"),
        help: "Leave imports alone whose manager has died; by default this one goes on with them."
    )
    var leavesImports = false

    @Option(
        help: ArgumentHelp(
            "How log lines are written: text, to standard error, or json, to standard output as Cloud Logging reads it; "
                + "json on Cloud Run.",
            valueName: "form"))
    var logFormat: LogFormat?

    @Option(
        help: ArgumentHelp(
            "Address that is told when an import or a deploy ends; signed with LLM_MANAGER_WEBHOOK_KEY "
                + "(LLM_MANAGER_WEBHOOK).",
            valueName: "url"))
    var webhook: String?

    @Flag(
        help: ArgumentHelp(
            "Run models on this machine, too: the local target beside Google Cloud. Its data is under --data, or "
                + "~/.local/share/llm-manager."
        ))
    var local = false

    @Flag(help: "Run on the embedded simulator.")
    var simulate = false

    @Flag(help: "With --simulate: import from the real Hugging Face and Ollama into the simulated bucket.")
    var realHubs = false

    @OptionGroup(title: "Access") var access: AccessOptions
    @OptionGroup(title: "Hubs") var hubs: HubOptions
    @OptionGroup(title: "Jobs") var job: JobOptions
    @OptionGroup(title: "Simulator (with --simulate)") var simulator: SimulatorOptions
    @OptionGroup(title: "Where") var connection: ConnectionOptions

    func run() async throws {
        do {
            if simulate {
                try await serveSimulated()
            } else {
                try await serve(simulator: connection.request(needsTarget: false).simulator)
            }
        } catch let problem as Problem {
            FileHandle.standardError.write(Data("error: \(problem)\n".utf8))
            throw ExitStatus(problem.code).exitCode
        }
    }

    private func serveSimulated() async throws {
        let configuration = try simulator.configuration()
        defer { simulator.clearUp(configuration) }
        let running = try await CloudSimulator.start(configuration)
        let state = running.stateDirectory
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await running.run() }
            group.addTask { try await serve(simulator: state) }
            // Whichever ends first (the server on a signal) ends the other.
            try await group.next()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    private func serve(simulator: String?) async throws {
        let environment = ProcessInfo.processInfo.environment
        let mode = try access.mode(environment)
        var settings = ServerSettings(
            address: try access.listening(mode, environment),
            port: port ?? environment["PORT"].flatMap { Int($0) } ?? 8080, access: mode, webRoot: webRoot
        )
        let logger = try await Self.logger(logFormat, environment)
        var request = try connection.request(window: window, hubs: hubs, job: job.wish, needsTarget: false)
        request.simulator = simulator
        if local { request.data = request.data ?? ConnectionOptions.usualData(environment) }
        if simulator != nil { request.hubs = try HubSettings(hubs, environment: [:]) }
        var plan = CompositionPlan(request, logger: logger)
        plan.usesRealHubs = realHubs
        plan.interruption = .shutDown
        plan.webhook = webhook ?? environment["LLM_MANAGER_WEBHOOK"].flatMap { $0.isEmpty ? nil : $0 }
        plan.webhookKey = environment["LLM_MANAGER_WEBHOOK_KEY"].flatMap { Secret($0) }
        plan.takesDirectories = mode == .loopback
        let composition = try await Composition.make(plan)
        settings.rules = try access.rules(mode, environment, own: await composition.ownAudience(environment, mode))
        if let keys = composition.simulatedKeys {
            settings.rules.iapKeys = keys.iap
            settings.rules.tokenKeys = keys.google
        }
        settings.limits.connections = FileLimit.raised(leaving: 512, atMost: settings.limits.connections)
        try settings.check()
        let isSimulated = simulator != nil
        let announce: @Sendable (String) async -> Void = { url in
            let what = isSimulated ? " (simulated clouds; choose demo-project)" : ""
            FileHandle.standardOutput.write(Data("llm-manager console: \(url)/\(what)\n".utf8))
        }
        let server = try Server(
            composition.controlPlane, settings: settings, logger: logger, keys: composition.outbound,
            onListening: announce
        )
        do {
            try await serve(server, composition)
        } catch {
            await composition.close()
            throw Self.explained(error, port: settings.port)
        }
        await composition.close()
    }

    /// Serves until a signal comes; looks after the imports of dead managers, after idle services and the engines
    /// of this machine, and tells a webhook, beside.
    private func serve(_ server: Server, _ composition: Composition) async throws {
        let sweeper = leavesImports ? nil : composition.sweeper
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await Memory.giveBackStart()
                await composition.idle.run()
            }
            if let supervisor = composition.supervisor { group.addTask { await supervisor.run() } }
            if let announcer = composition.announcer { group.addTask { await announcer.run() } }
            if let sweeper { group.addTask { await sweeper.run() } }
            group.addTask { try await server.run() }
            try await group.next()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    static func explained(_ error: any Error, port: Int) -> any Error {
        let isForeign = (error as? IOError)?.errnoCode == EADDRNOTAVAIL
        if isForeign || error is SocketAddressError.UnknownHost || error is SocketAddressError {
            return Problem(
                .invalidRequest, "The address cannot be used", detail: "this machine has no such address to listen on",
                fix: "Give --address one of this machine's: 127.0.0.1, ::1, or 0.0.0.0 behind a proxy."
            )
        }
        guard let failure = error as? IOError, failure.errnoCode == EADDRINUSE || failure.errnoCode == EACCES else {
            return error
        }
        return Problem(
            .unavailable, "The port cannot be used",
            detail: failure.errnoCode == EADDRINUSE
                ? "another program listens on port \(port)" : "this user may not listen on port \(port)",
            fix: "Choose another: --port 8090; --port 0 takes a free one."
        )
    }
}
