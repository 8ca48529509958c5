import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on loopback that reads requests and lets a script answer with raw bytes, so that it can be as wrong as a
/// test needs.
struct ScriptedServer {
    struct Request: Sendable {
        var line: String
        /// By lower-case name.
        var headers: [String: String]
        var body: ByteBuffer

        var path: String { line.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
    }

    /// The connection, in the hands of the script.
    struct Reply: Sendable {
        let channel: any Channel
        let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

        func send(_ text: String) async throws {
            try await outbound.write(ByteBuffer(string: text))
        }

        func answer(_ status: String = "200 OK", _ headers: [String: String] = [:], body: String = "") async throws {
            let fields = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
            try await send("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)")
        }

        /// Returns when the network has taken the bytes; `outbound` returns when the event loop has.
        func push(_ bytes: ByteBuffer) async throws {
            try await channel.writeAndFlush(bytes)
        }

        /// Ends the connection with RST instead of FIN.
        func reset() async throws {
            let atOnce = linger(l_onoff: 1, l_linger: 0)
            try await (channel as? any SocketOptionProvider)?.setSoLinger(atOnce).get()
            try await channel.close()
        }

        func close() async throws {
            try await channel.close()
        }
    }

    /// A connection whose script also decides when it reads.
    struct Wire {
        var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        let reply: Reply
        private var received = ByteBuffer()

        init(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator, _ reply: Reply) {
            self.inbound = inbound
            self.reply = reply
        }

        /// The next bytes as they come, nil when the client has closed.
        mutating func read() async throws -> ByteBuffer? {
            if let rest = received.readSlice(length: received.readableBytes), rest.readableBytes > 0 { return rest }
            return try await inbound.next()
        }

        /// Exactly so many bytes; fewer when the client has closed.
        mutating func bytes(_ count: Int) async throws -> [UInt8] {
            while received.readableBytes < count { guard try await more() else { break } }
            return received.readBytes(length: min(count, received.readableBytes)) ?? []
        }

        /// The next request's head; its body stays to be read.
        mutating func head() async throws -> Request? {
            while true {
                if let end = received.readableBytesView.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound {
                    let length = end - received.readerIndex
                    return Self.parse(received.readString(length: length) ?? "")
                }
                guard try await more() else { return nil }
            }
        }

        /// The next request, its body included.
        mutating func request() async throws -> Request? {
            guard var request = try await head() else { return nil }
            if request.headers["transfer-encoding"] == "chunked" {
                while let chunk = try await chunk() {
                    var chunk = chunk
                    request.body.writeBuffer(&chunk)
                }
                return request
            }
            let length = request.headers["content-length"].flatMap { Int($0) } ?? 0
            while received.readableBytes < length { guard try await more() else { return nil } }
            request.body = received.readSlice(length: length) ?? ByteBuffer()
            return request
        }

        private mutating func chunk() async throws -> ByteBuffer? {
            while true {
                if let end = received.readableBytesView.firstRange(of: Array("\r\n".utf8)) {
                    let size = String(decoding: received.readableBytesView[..<end.lowerBound], as: UTF8.self)
                    let length = Int(size, radix: 16) ?? 0
                    let head = end.upperBound - received.readerIndex
                    if received.readableBytes >= head + length + 2 {
                        received.moveReaderIndex(forwardBy: head)
                        let chunk = received.readSlice(length: length)
                        received.moveReaderIndex(forwardBy: 2)
                        return length == 0 ? nil : chunk
                    }
                }
                guard try await more() else { return nil }
            }
        }

        private mutating func more() async throws -> Bool {
            guard var part = try await inbound.next() else { return false }
            received.discardReadBytes()
            received.writeBuffer(&part)
            return true
        }

        private static func parse(_ text: String) -> Request {
            let lines = text.split(separator: "\r\n").map(String.init)
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                let pair = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                headers[pair[0].lowercased()] = pair.count == 2 ? String(pair[1].drop { $0 == " " }) : ""
            }
            return Request(line: lines.first ?? "", headers: headers, body: ByteBuffer())
        }
    }

    typealias Script = @Sendable (Request, Reply) async throws -> Void
    typealias WireScript = @Sendable (inout Wire) async throws -> Void

    /// Serves while `body` runs; `body` gets the base URL without a slash at its end.
    static func with(
        host: String = "127.0.0.1", tls: TestCertificates.Leaf? = nil, _ script: @escaping Script,
        _ body: (String) async throws -> Void
    ) async throws {
        try await raw(host: host, tls: tls) { wire in
            while let request = try await wire.request() { try await script(request, wire.reply) }
        } _: { base in
            try await body(base)
        }
    }

    /// The same for a script that reads by itself.
    static func raw(
        host: String = "127.0.0.1", tls: TestCertificates.Leaf? = nil, _ script: @escaping WireScript,
        _ body: (String) async throws -> Void
    ) async throws {
        let context = try tls.map { try NIOSSLContext(configuration: $0.serverConfiguration()) }
        let connections = Connections()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    let wrapped = try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    connections.add(Task { try? await serve(wrapped, script) })
                }
            }
            .bind(host: host, port: 0).get()
        let name = host.contains(":") ? "[\(host)]" : host
        let base = "\(tls == nil ? "http" : "https")://\(name):\(server.localAddress?.port ?? 0)"
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(base))
        } catch {
            result = .failure(error)
        }
        try? await server.close()
        await connections.end()
        try result.get()
    }

    /// The tasks that serve: every connection gets one, so that none is dropped half made.
    private final class Connections: Sendable {
        private let tasks = Mutex<(running: [Task<Void, Never>], isOver: Bool)>(([], false))

        func add(_ task: Task<Void, Never>) {
            let isOver = tasks.withLock { tasks in
                tasks.running.append(task)
                return tasks.isOver
            }
            if isOver { task.cancel() }
        }

        func end() async {
            let running = tasks.withLock { tasks in
                tasks.isOver = true
                return tasks.running
            }
            for task in running { task.cancel() }
            for task in running { await task.value }
        }
    }

    private static func serve(
        _ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ script: WireScript
    ) async throws {
        try await connection.executeThenClose { inbound, outbound in
            var wire = Wire(inbound.makeAsyncIterator(), Reply(channel: connection.channel, outbound: outbound))
            try await script(&wire)
        }
    }
}
