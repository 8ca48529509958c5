import Domain
import Logging
import NIOCore
import Outbound
import TestSupport

@testable import Server

/// A server over fakes on a free port, for the length of a body, and a client of it.
struct Running: Sendable {
    var base: String
    var client: OutboundClient

    static func with<Value: Sendable>(
        _ world: FakeWorld = FakeWorld(), heartbeat: Duration = .seconds(15), bodyLimit: Int = 4096,
        access: ServerSettings.AccessMode = .loopback, rules: AccessRules = AccessRules(),
        limits: ConnectionLimits = ConnectionLimits(), keys: OutboundClient? = nil,
        now: @escaping @Sendable () -> Double = { 0 }, logger: Logger = Logger(label: "test"),
        _ body: @escaping @Sendable (Running) async throws -> Value
    ) async throws -> Value {
        let (addresses, feed) = AsyncStream<String>.makeStream()
        let settings = ServerSettings(
            port: 0, access: access, rules: rules, limits: limits, bodyLimit: bodyLimit, heartbeat: heartbeat,
            stopsOnSignals: false
        )
        let server = try Server(
            world.controlPlane(), settings: settings, logger: logger, keys: keys, now: now,
            onListening: { base in feed.yield(base) }
        )
        let transport = NIOTransport()
        let client = OutboundClient(transport: transport)
        let serving = Task { try await server.run() }
        defer { serving.cancel() }
        var iterator = addresses.makeAsyncIterator()
        guard let base = await iterator.next() else { throw CancellationError() }
        let value = try await body(Running(base: base, client: client))
        try await client.shutdown()
        return value
    }

    struct Answer: Sendable {
        var status: Int
        var headers: OutboundHeaders
        var text: String
    }

    func send(
        _ method: OutboundRequest.Method, _ path: String, json: String? = nil, headers: OutboundHeaders = [:]
    ) async throws -> Answer {
        var headers = headers
        if json != nil, headers["Content-Type"] == nil { headers.add("Content-Type", "application/json") }
        let request = OutboundRequest(
            method, base + path, headers: headers, body: json.map { .bytes(ByteBuffer(string: $0)) } ?? .none
        )
        let response = try await client.send(request)
        let body = try await response.collect(upTo: 1 << 20)
        return Answer(status: response.status, headers: response.headers, text: String(buffer: body))
    }
}
