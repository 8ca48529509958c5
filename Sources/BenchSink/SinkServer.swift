import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Listens on a free loopback port with TLS 1.3 and large reads, so that it costs little beside what is measured.
struct SinkServer {
    let certificate: String
    let key: String

    /// Serves until the task is cancelled; writes its port into `portFile` when it listens.
    func run(portFile: String) async throws {
        let tls = try context()
        let table = SinkTable()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 1 << 20))
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: tls))
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: false)
                    try pipeline.addHandler(SinkHandler(table: table))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        try Data("\(server.localAddress?.port ?? 0)".utf8).write(to: URL(filePath: portFile), options: .atomic)
        try await server.closeFuture.get()
    }

    private func context() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
        )
        configuration.minimumTLSVersion = .tlsv13
        configuration.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }
}
