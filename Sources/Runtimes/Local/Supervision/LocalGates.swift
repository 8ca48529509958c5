import Domain
import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// Listens at the addresses of services that sleep when unused: wakes the engine, then passes bytes on untouched.
///
/// It works on connections, not on requests: whatever an engine speaks goes through, streams as they come.
final class LocalGates: Sendable {
    private struct Gate {
        var use: GateUse
    }

    private struct State {
        var wanted: [String: LocalServiceRecord] = [:]
        var gates: [String: Gate] = [:]
    }

    private let runtime: LocalRuntime
    private let state = Mutex(State())
    private let group = MultiThreadedEventLoopGroup.singleton

    init(_ runtime: LocalRuntime) { self.runtime = runtime }

    /// The services as they are now; those with a gate get one at the next moment.
    func open(_ records: [LocalServiceRecord]) {
        let wanted = records.filter { record in
            if case .deleting = record.state { return false }
            return record.gatePort != nil
        }
        state.withLock { $0.wanted = Dictionary(uniqueKeysWithValues: wanted.map { ($0.id.name, $0) }) }
    }

    /// How long nobody has used the service's gate; zero without one.
    func idle(_ record: LocalServiceRecord) -> Duration {
        state.withLock { $0.gates[record.id.name]?.use.idle ?? .zero }
    }

    /// Opens and closes gates until the task is cancelled.
    func run() async {
        var open: [String: (port: Int, task: Task<Void, Never>)] = [:]
        while !Task.isCancelled {
            let wanted = state.withLock { $0.wanted }
            for (name, gate) in open where wanted[name]?.gatePort != gate.port {
                gate.task.cancel()
                await gate.task.value
                open[name] = nil
                state.withLock { _ = $0.gates.removeValue(forKey: name) }
            }
            for (name, record) in wanted where open[name] == nil {
                // A port that another manager listens on stays with that one; it is tried again.
                guard let port = record.gatePort, let server = try? await bind(port) else { continue }
                let use = GateUse()
                state.withLock { $0.gates[name] = Gate(use: use) }
                open[name] = (port, Task { await self.listen(server, record.id, use) })
            }
            try? await Task.sleep(for: .milliseconds(100))
        }
        for gate in open.values { gate.task.cancel() }
        for gate in open.values { await gate.task.value }
    }

    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>
    private typealias Listener = NIOAsyncChannel<Connection, Never>

    private func bind(_ port: Int) async throws -> Listener {
        try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try Self.wrap(channel) }
            }
    }

    private static func wrap(_ channel: any Channel) throws -> Connection {
        try NIOAsyncChannel(
            wrappingChannelSynchronously: channel,
            configuration: NIOAsyncChannel.Configuration(isOutboundHalfClosureEnabled: true)
        )
    }

    private func listen(_ listener: Listener, _ id: ServiceID, _ use: GateUse) async {
        _ = try? await listener.executeThenClose { clients in
            try await withThrowingDiscardingTaskGroup { connections in
                for try await client in clients {
                    connections.addTask { await self.serve(client, id, use) }
                }
            }
        }
    }

    private func serve(_ client: Connection, _ id: ServiceID, _ use: GateUse) async {
        let connection = use.begin()
        defer { use.end(connection) }
        use.asked(connection)
        _ = try? await client.executeThenClose { asked, answers in
            let port: Int
            do {
                port = try await runtime.awake(id)
            } catch {
                return try await answers.write(Self.refusal(error))
            }
            let engine = try await ClientBootstrap(group: group).connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try Self.wrap(channel) }
            }
            try await engine.executeThenClose { replies, requests in
                try await withThrowingTaskGroup(of: Bool.self) { pumps in
                    pumps.addTask {
                        for try await bytes in asked {
                            use.asked(connection)
                            try await requests.write(bytes)
                        }
                        requests.finish()
                        return false
                    }
                    pumps.addTask {
                        for try await bytes in replies {
                            use.answered(connection)
                            try await answers.write(bytes)
                        }
                        return true
                    }
                    // The engine's last word ends it; the client's does not.
                    while let isOver = try await pumps.next(), !isOver {}
                    pumps.cancelAll()
                }
            }
        }
    }

    /// An answer in HTTP for a client whose engine could not be started.
    private static func refusal(_ error: any Error) -> ByteBuffer {
        let problem = error as? Problem
        let detail = problem.map { "\($0.title): \($0.detail)" } ?? "the engine could not be started"
        let body = JSONValue.object([
            "error": .object(["message": .string(detail), "type": .string(problem?.code.rawValue ?? "unavailable")])
        ])
        let data = (try? JSONEncoder().encode(body)) ?? Data()
        let head =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: \(data.count)\r\n"
            + "Connection: close\r\n\r\n"
        return ByteBuffer(string: head + String(decoding: data, as: UTF8.self))
    }
}
