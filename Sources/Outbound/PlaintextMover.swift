import NIOCore
import NIOSSL

/// Stands behind the TLS handler of a bulk connection and moves each read into a buffer of its own.
///
/// The TLS handler decrypts into one buffer again and again, unless somebody still holds what it handed on; then it
/// takes fresh memory for every read, of twice the size that it needs, and each page of it costs a fault. Moved here,
/// while they are in the cache, the bytes are copied once for less than those faults, and what travels on holds no more
/// memory than it has bytes.
final class PlaintextMover: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let shared = unwrapInboundIn(data)
        var own = context.channel.allocator.buffer(capacity: shared.readableBytes)
        own.writeImmutableBuffer(shared)
        context.fireChannelRead(wrapInboundOut(own))
    }

    /// Adds a mover to a channel that has TLS; must be called on the channel's event loop.
    static func add(to channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        guard let tls = try? pipeline.handler(type: NIOSSLClientHandler.self) else { return }
        try pipeline.addHandler(PlaintextMover(), position: .after(tls))
    }
}
