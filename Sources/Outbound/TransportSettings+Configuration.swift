import AsyncHTTPClient
import NIOCore
import NIOSSL

extension TransportSettings {
    /// The library's own redirects, retries and timeouts are off: those are ours.
    func configuration(
        _ traffic: OutboundRequest.Traffic,
        proxy: ProxySettings.Proxy?,
        _ registry: WatchedConnection.Registry
    ) -> HTTPClient.Configuration {
        var pool = HTTPClient.Configuration.ConnectionPool(idleTimeout: .seconds(50))
        pool.concurrentHTTP1ConnectionsPerHostSoftLimit = connectionsPerHost
        pool.retryConnectionEstablishment = false
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls,
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(connectTimeout), read: nil),
            connectionPool: pool,
            proxy: proxy.map(\.configuration),
            decompression: .disabled
        )
        if traffic == .bulk {
            configuration.httpVersion = .http1Only
            configuration.http1_1ConnectionDebugInitializer = { channel in
                Self.useLargeReads(channel).flatMapThrowing {
                    try WatchedConnection.add(to: channel, registry)
                    try BodyGatherer.add(to: channel)
                }
            }
        }
        return configuration
    }

    /// Large reads for few system calls, yet small enough that what was read is still in the cache of one core when it
    /// is decrypted and moved. Little waits to be written, as each write that waits takes a buffer of its own.
    private static func useLargeReads(_ channel: any Channel) -> EventLoopFuture<Void> {
        channel.setOption(
            .recvAllocator,
            value: FixedSizeRecvByteBufferAllocator(capacity: 1 << 18)
        ).flatMap {
            channel.setOption(.maxMessagesPerRead, value: 1)
        }.flatMap {
            channel.setOption(.writeBufferWaterMark, value: .init(low: 1 << 19, high: 1 << 20))
        }
    }

    private var tls: TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let trustedRootsFile { tls.trustRoots = .file(trustedRootsFile) }
        if let additionalRootsFile { tls.additionalTrustRoots = [.file(additionalRootsFile)] }
        return tls
    }
}

extension ProxySettings.Proxy {
    fileprivate var configuration: HTTPClient.Configuration.Proxy {
        guard let user else { return .server(host: host, port: port) }
        return .server(
            host: host,
            port: port,
            authorization: .basic(username: user, password: password ?? "")
        )
    }
}
