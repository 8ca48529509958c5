import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The transport on async-http-client: one pool of connections for small calls, one for bulk bytes, and one of each
/// for every proxy.
package final class NIOTransport: HTTPTransport {
    private struct Key: Hashable {
        let traffic: OutboundRequest.Traffic
        let proxy: ProxySettings.Proxy?
    }

    private struct State {
        var clients: [Key: HTTPClient] = [:]
        var isShutDown = false
    }

    private let settings: TransportSettings
    private let state = Mutex(State())
    private let registry = WatchedConnection.Registry()

    package init(_ settings: TransportSettings = TransportSettings()) {
        self.settings = settings
    }

    deinit {
        for client in takeClients() { client.shutdown { _ in } }
    }

    package func execute(_ request: OutboundRequest) async throws -> OutboundResponse {
        let key = Key(traffic: request.traffic, proxy: settings.proxies.proxy(for: request.url))
        if let scheme = key.proxy?.scheme, scheme != .http {
            throw OutboundError(
                .proxyFailed, method: request.method, url: request.url,
                cause: "this transport speaks to http proxies; a \(scheme.rawValue) proxy needs --transport curl"
            )
        }
        guard let client = client(key) else {
            throw OutboundError(.shutDown, method: request.method, url: request.url, cause: "the client was shut down")
        }
        return try await NIOExchange(request, registry).run(on: client)
    }

    package func shutdown() async throws {
        for client in takeClients() { try await client.shutdown() }
    }

    private func takeClients() -> [HTTPClient] {
        state.withLock { state in
            defer { state.clients = [:] }
            state.isShutDown = true
            return Array(state.clients.values)
        }
    }

    private func client(_ key: Key) -> HTTPClient? {
        state.withLock { state in
            if state.isShutDown { return nil }
            if let client = state.clients[key] { return client }
            let client = HTTPClient(
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
                configuration: settings.configuration(key.traffic, proxy: key.proxy, registry)
            )
            state.clients[key] = client
            return client
        }
    }
}
