package import ControlPlane
import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// A service's API on a loopback address of this machine, for programs that cannot make ID tokens.
package struct ProxyServer: Sendable {
    private let responder: ProxyResponder
    private let port: Int
    private let bound: BoundPort
    private let logger: Logger
    private let stopsOnSignals: Bool
    private let onListening: @Sendable (String) async -> Void

    /// - Parameters:
    ///   - port: 0 takes a free one.
    ///   - origins: pages whose scripts may call, such as `http://localhost:3000`; programs need none.
    ///   - onListening: called once with the base URL.
    package init(
        _ gate: ServiceGate, port: Int, origins: [String] = [], logger: Logger, stopsOnSignals: Bool = true,
        onListening: @escaping @Sendable (String) async -> Void = { _ in }
    ) {
        bound = BoundPort()
        responder = ProxyResponder(gate: gate, port: bound, origins: origins)
        self.port = port
        self.logger = logger
        self.stopsOnSignals = stopsOnSignals
        self.onListening = onListening
    }

    /// Serves until the task is cancelled or a signal comes.
    package func run() async throws {
        let (port, bound, onListening) = (port, bound, onListening)
        let application = Application(
            responder: responder,
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: port), serverName: "llm-manager-proxy"),
            onServerRunning: { channel in
                let number = channel.localAddress?.port ?? port
                bound.set(number)
                await onListening("http://127.0.0.1:\(number)")
            },
            logger: logger
        )
        try await application.runService(gracefulShutdownSignals: stopsOnSignals ? [.sigterm, .sigint] : [])
    }
}
