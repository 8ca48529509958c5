package import ControlPlane
import Hummingbird
package import Logging
import NIOCore
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
    let logger: Logger
    private let onListening: @Sendable (String) async -> Void

    /// - Parameter onListening: called once with the base URL, when connections are accepted.
    /// - Throws: what ``ServerSettings/check()`` refuses; an unreadable web root.
    package init(
        _ controlPlane: ControlPlane, settings: ServerSettings, logger: Logger,
        onListening: @escaping @Sendable (String) async -> Void = { _ in }
    ) throws {
        try settings.check()
        self.settings = settings
        self.logger = logger
        self.onListening = onListening
        port = BoundPort()
        responder = try Router.manager(controlPlane, settings: settings, port: port).buildResponder()
    }

    package func run() async throws {
        let settings = settings
        let port = port
        let onListening = onListening
        let application = Application(
            responder: responder,
            configuration: ApplicationConfiguration(
                address: .hostname(settings.address, port: settings.port), serverName: "llm-manager"
            ),
            onServerRunning: { channel in
                let number = channel.localAddress?.port ?? settings.port
                port.set(number)
                let host = settings.address == "::1" ? "[::1]" : settings.address
                await onListening("http://\(host):\(number)")
            },
            logger: logger
        )
        try await application.runService(gracefulShutdownSignals: settings.stopsOnSignals ? [.sigterm, .sigint] : [])
    }
}
