import AsyncHTTPClient
import NIOCore
import NIOSSL

extension TransportSettings {
    /// The library's own redirects, retries and timeouts are off: those are ours.
    func configuration(
        _ traffic: OutboundRequest.Traffic,
        proxy: ProxySettings.Proxy?
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
            configuration.http1_1ConnectionDebugInitializer = Self.useLargeReads
        }
        return configuration
    }

    /// Reads of 1 MiB take 8,500 system calls per GiB where the library's own sizes take 38,000.
    private static func useLargeReads(_ channel: any Channel) -> EventLoopFuture<Void> {
        channel.setOption(
            .recvAllocator,
            value: FixedSizeRecvByteBufferAllocator(capacity: 1 << 20)
        ).flatMap {
            channel.setOption(.maxMessagesPerRead, value: 1)
        }.flatMap {
            channel.setOption(.writeBufferWaterMark, value: .init(low: 1 << 20, high: 4 << 20))
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
