import NIOCore
import NIOPosix

/// Ports chosen before anything is built, so that every API knows every address from the start.
enum PortReservation {
    static func ports(
        for configuration: SimulatorConfiguration,
        state: StateDirectory
    ) async throws -> [SimulatorListener: Int] {
        if let base = configuration.basePort {
            var ports: [SimulatorListener: Int] = [:]
            for (offset, listener) in SimulatorListener.allCases.enumerated() {
                ports[listener] = base + offset
            }
            return ports
        }
        if let last = try? state.read([SimulatorListener: Int].self, from: "ports.json"),
            Set(last.keys) == Set(SimulatorListener.allCases),
            let ports = try? await bindAndRelease(last)
        {
            return ports
        }
        let ports = try await bindAndRelease([:])
        try state.write(ports, to: "ports.json")
        return ports
    }

    /// Binds all at once (so that no port is given twice), notes the numbers and closes them again.
    private static func bindAndRelease(_ wanted: [SimulatorListener: Int]) async throws -> [SimulatorListener: Int] {
        var channels: [any Channel] = []
        var ports: [SimulatorListener: Int] = [:]
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        do {
            for listener in SimulatorListener.allCases {
                let channel = try await bind(bootstrap, wanted[listener])
                channels.append(channel)
                ports[listener] = channel.localAddress?.port
            }
        } catch {
            for channel in channels { try? await channel.close() }
            throw error
        }
        for channel in channels { try? await channel.close() }
        return ports
    }

    /// A wanted port, or a free one below the range that the system gives to outgoing connections: one from that range
    /// could be taken by any program's next connection, before the listener binds it for good.
    private static func bind(_ bootstrap: ServerBootstrap, _ wanted: Int?) async throws -> any Channel {
        if let wanted { return try await bootstrap.bind(host: "127.0.0.1", port: wanted).get() }
        for _ in 0..<50 {
            let port = Int.random(in: 10_240..<32_768)
            if let channel = try? await bootstrap.bind(host: "127.0.0.1", port: port).get() { return channel }
        }
        return try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
    }
}
