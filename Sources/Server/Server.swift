package import ControlPlane
import Domain
import Foundation
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
package import Outbound
import ServiceLifecycle
import UnixSignals

/// The manager as an HTTP server: API, live events, metrics, console.
///
/// ``run()`` serves until its task is cancelled, or until SIGTERM or SIGINT asks for a graceful shutdown: that ends event
/// streams at once and lets other requests finish.
package struct Server: Sendable {
    let settings: ServerSettings
    private let responder: RouterResponder<ServerContext>
    let port: BoundPort
    private let drain = DrainFlag()
    let logger: Logger
    private let onListening: @Sendable (String) async -> Void

    /// - Parameters:
    ///   - keys: fetches the public keys of who signs assertions and ID tokens; not used with loopback access.
    ///   - now: seconds since 1970, for the times in tokens.
    ///   - onListening: called once with the base URL, when connections are accepted.
    /// - Throws: what ``ServerSettings/check()`` refuses; an unreadable web root.
    package init(
        _ controlPlane: ControlPlane, settings: ServerSettings, logger: Logger, keys: OutboundClient? = nil,
        now: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 },
        onListening: @escaping @Sendable (String) async -> Void = { _ in }
    ) throws {
        try settings.check()
        self.settings = settings
        self.logger = logger
        self.onListening = onListening
        port = BoundPort()
        let gate = try settings.gate(port: port, keys: keys, now: now)
        responder = try Router.manager(controlPlane, settings: settings, gate: gate).buildResponder()
    }

    package func run() async throws {
        let settings = settings
        let port = port
        let onListening = onListening
        let application = Application(
            responder: responder,
            server: .http1(configuration: settings.limits.channel(drain)),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.address, port: settings.port), serverName: "llm-manager",
                backlog: 1024,
                availableConnectionsDelegate: .maximum(settings.limits.connections, logger: logger)
            ),
            onServerRunning: { channel in
                let number = channel.localAddress?.port ?? settings.port
                port.set(number)
                let host = settings.address == "::1" ? "[::1]" : settings.address
                await onListening("http://\(host):\(number)")
            },
            logger: logger
        )
        var configuration = ServiceGroupConfiguration(services: [.init(service: application)], logger: logger)
        configuration.maximumGracefulShutdownDuration = settings.limits.shutdown
        let group = ServiceGroup(configuration: configuration)
        async let _: Void = settings.stopsOnSignals ? stopOnSignal(group) : ()
        try await group.run()
    }

    /// After a signal serves on for a moment: a request that lies in the system's buffers when the signal comes was sent
    /// before anybody could know of it, and closing its connection at once would drop it. Answers of that moment say that
    /// their connection is closed, so that nobody sends the next request on it.
    private func stopOnSignal(_ group: ServiceGroup) async {
        for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
            drain.raise()
            try? await Task.sleep(for: settings.limits.drain)
            await group.triggerGracefulShutdown()
        }
    }
}

extension ConnectionLimits {
    /// Heads of 32 KiB at most: twice the longest token, and everything else.
    func channel(_ drain: DrainFlag) -> HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(stall: stall, drain: drain)], idleTimeout: TimeAmount(idle),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 24 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100
            )
        )
    }
}

extension ServerSettings {
    fileprivate func gate(
        port: BoundPort, keys: OutboundClient?, now: @escaping @Sendable () -> Double
    ) throws -> any Gate {
        func published(_ address: String) throws -> PublishedKeys {
            guard let keys else {
                throw Problem(.internalError, "No way to the keys", detail: "no client was given to fetch \(address)")
            }
            return PublishedKeys(address, client: keys, now: now)
        }
        let hosts = rules.hosts.isEmpty ? nil : rules.hosts.map { $0.lowercased() }
        switch access {
        case .loopback: return LoopbackGate(port: port)
        case .iap:
            return IAPGate(
                keys: try published(rules.iapKeys), audiences: rules.iapAudiences, roles: rules.roles,
                publicHosts: hosts, now: now
            )
        case .token:
            return TokenGate(
                keys: try published(rules.tokenKeys), audiences: rules.tokenAudiences, roles: rules.roles,
                publicHosts: hosts, now: now
            )
        }
    }
}
