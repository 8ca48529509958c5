import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A proxy on loopback that leads every tunnel to one place, and keeps what its clients said. Speaks CONNECT, SOCKS4,
/// SOCKS4a and SOCKS5.
final class TunnelProxy: Sendable {
    private let asked = Mutex<[String]>([])
    /// What clients wanted: the whole head of a CONNECT, or `socks5 host:port user:password`.
    var log: [String] { asked.withLock { $0 } }

    private let host: String
    private let port: Int

    private init(_ target: String) {
        let url = URLComponents(string: target)
        host = url?.host ?? ""
        port = url?.port ?? 0
    }

    /// - Parameter target: the base URL of the server behind it.
    static func with(
        to target: String, _ body: @escaping @Sendable (TunnelProxy, _ address: String) async throws -> Void
    ) async throws {
        let proxy = TunnelProxy(target)
        try await ScriptedServer.raw { wire in
            switch try await wire.bytes(1).first {
            case 4: try await proxy.socks4(&wire)
            case 5: try await proxy.socks5(&wire)
            default: try await proxy.connect(&wire)
            }
        } _: { base in
            try await body(proxy, String(base.trimmingPrefix("http://")))
        }
    }

    private func note(_ text: String) {
        asked.withLock { $0.append(text) }
    }

    /// The first letter is read already.
    private func connect(_ wire: inout ScriptedServer.Wire) async throws {
        guard let head = try await wire.head() else { return }
        let fields = head.headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        note((["C" + head.line] + fields).joined(separator: "\n"))
        try await wire.reply.send("HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n")
        try await relay(&wire)
    }

    /// The `SOCKS4` document, and 4a for names.
    private func socks4(_ wire: inout ScriptedServer.Wire) async throws {
        let request = try await wire.bytes(7)
        var address = request[3...6].map(String.init).joined(separator: ".")
        _ = try await text(&wire)
        if address.hasPrefix("0.0.0."), !address.hasSuffix(".0") { address = try await text(&wire) }
        note("socks4 \(address):\(Int(request[1]) << 8 | Int(request[2]))")
        try await wire.reply.outbound.write(ByteBuffer(bytes: [0, 90, 0, 0, 0, 0, 0, 0]))
        try await relay(&wire)
    }

    /// RFC 1928; the password by RFC 1929.
    private func socks5(_ wire: inout ScriptedServer.Wire) async throws {
        let count = try await wire.bytes(1)[0]
        let methods = try await wire.bytes(Int(count))
        var who = "-"
        if methods.contains(2) {
            try await wire.reply.outbound.write(ByteBuffer(bytes: [5, 2]))
            _ = try await wire.bytes(1)
            let user = try await counted(&wire)
            who = "\(user):\(try await counted(&wire))"
            try await wire.reply.outbound.write(ByteBuffer(bytes: [1, 0]))
        } else {
            try await wire.reply.outbound.write(ByteBuffer(bytes: [5, 0]))
        }
        let request = try await wire.bytes(4)
        let address =
            request[3] == 3
            ? try await counted(&wire) : try await wire.bytes(4).map(String.init).joined(separator: ".")
        let port = try await wire.bytes(2)
        note("socks5 \(address):\(Int(port[0]) << 8 | Int(port[1])) \(who)")
        try await wire.reply.outbound.write(ByteBuffer(bytes: [5, 0, 0, 1, 127, 0, 0, 1, 0, 0]))
        try await relay(&wire)
    }

    private func counted(_ wire: inout ScriptedServer.Wire) async throws -> String {
        let count = try await wire.bytes(1)[0]
        return String(decoding: try await wire.bytes(Int(count)), as: UTF8.self)
    }

    /// Up to a zero byte.
    private func text(_ wire: inout ScriptedServer.Wire) async throws -> String {
        var text: [UInt8] = []
        while let byte = try await wire.bytes(1).first, byte != 0 { text.append(byte) }
        return String(decoding: text, as: UTF8.self)
    }

    private func relay(_ wire: inout ScriptedServer.Wire) async throws {
        let target = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let back = wire.reply
        try await target.executeThenClose { inbound, outbound in
            async let answers: Void = {
                for try await bytes in inbound { try await back.outbound.write(bytes) }
                try? await back.close()
            }()
            while let bytes = try await wire.read() { try await outbound.write(bytes) }
            try? await target.channel.close()
            _ = try? await answers
        }
    }
}
