import Foundation
import NIOCore
import NIOPosix

/// A server on loopback that reads requests and lets a script answer with raw bytes, so that it can be as wrong as a
/// test needs.
struct ScriptedServer {
    struct Request: Sendable {
        var line: String
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

    typealias Script = @Sendable (Request, Reply) async throws -> Void

    /// Serves while `body` runs; `body` gets the base URL without a slash at its end.
    static func with(_ script: @escaping Script, _ body: @escaping @Sendable (String) async throws -> Void) async throws
    {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let base = "http://127.0.0.1:\(server.channel.localAddress?.port ?? 0)"
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await server.executeThenClose { connections in
                    try await withThrowingDiscardingTaskGroup { clients in
                        for try await connection in connections {
                            clients.addTask { try? await serve(connection, script) }
                        }
                    }
                }
            }
            defer { group.cancelAll() }
            try await body(base)
        }
    }

    private static func serve(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ script: Script) async throws {
        try await connection.executeThenClose { inbound, outbound in
            let reply = Reply(channel: connection.channel, outbound: outbound)
            var received = ByteBuffer()
            for try await var part in inbound {
                received.writeBuffer(&part)
                while let request = parse(&received) { try await script(request, reply) }
            }
        }
    }

    private static func parse(_ received: inout ByteBuffer) -> Request? {
        let text = String(buffer: received)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].split(separator: "\r\n").map(String.init)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let pair = line.split(separator: ":", maxSplits: 1)
            headers[pair[0].lowercased()] = pair.count == 2 ? String(pair[1].drop { $0 == " " }) : ""
        }
        let headLength = text[..<end.upperBound].utf8.count
        let bodyLength = headers["content-length"].flatMap { Int($0) } ?? 0
        guard received.readableBytes >= headLength + bodyLength else { return nil }
        received.moveReaderIndex(forwardBy: headLength)
        let body = received.readSlice(length: bodyLength) ?? ByteBuffer()
        return Request(line: lines.first ?? "", headers: headers, body: body)
    }
}
