package import ControlPlane
import Domain
package import Hummingbird
package import Logging
import NIOCore
package import ServiceLifecycle

/// The manager as an HTTP server: API, live events, metrics, console.
///
/// It is a `Service`: run it in a service group, or call ``run()`` and cancel the task. A graceful shutdown ends event
/// streams at once and lets other requests finish.
package struct Server: Service {
    let settings: ServerSettings
    let router: Router<ServerContext>
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
        router = try Router.manager(controlPlane, settings: settings, port: port)
    }

    package func run() async throws {
        let settings = settings
        let port = port
        let onListening = onListening
        let application = Application(
            router: router,
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
        try await application.run()
    }
}
