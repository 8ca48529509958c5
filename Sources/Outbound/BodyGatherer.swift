import NIOCore
import NIOHTTP1

/// Gathers the body of an answer on a bulk connection into buffers of their own, behind the HTTP decoder.
///
/// - The TLS handler decrypts into one buffer again and again, unless somebody still holds what it handed on; then it
///   takes fresh memory for every read, of twice the size that it needs, and each page of it costs a fault. Copied here,
///   while they are in the cache, the bytes cost less than those faults, and what travels on holds no more memory than
///   it has bytes.
/// - The network gives what has come, often a few records. Whoever reads is woken once for each buffer, not each read.
///
/// Nothing is held back for longer than a quarter of a second, nor beyond the end of the body or of the connection.
final class BodyGatherer: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart

    /// Bytes of a buffer.
    static let size = 1 << 18
    private static let patience = TimeAmount.milliseconds(250)

    private var gathered = ByteBuffer()
    /// Capacity of the next buffer: the body may be shorter than a full one.
    private var capacity = size
    private var timer: RepeatedTask?

    /// Adds itself behind the HTTP decoder; must be called on the channel's event loop.
    static func add(to channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
        try pipeline.addHandler(BodyGatherer(), position: .after(decoder))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            let length = head.headers.first(name: "Content-Length").flatMap { Int($0) }
            capacity = min(Self.size, max(1, length ?? Self.size))
            start(context)
            context.fireChannelRead(data)
        case .body(let buffer):
            gather(buffer, context)
        case .end:
            stop()
            flush(context)
            context.fireChannelRead(data)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        flush(context)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        flush(context)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    private func gather(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        var rest = buffer
        while rest.readableBytes > 0 {
            if gathered.readableBytes == 0 { gathered = context.channel.allocator.buffer(capacity: capacity) }
            let room = Self.size - gathered.readableBytes
            guard var slice = rest.readSlice(length: min(room, rest.readableBytes)) else { return }
            gathered.writeBuffer(&slice)
            if gathered.readableBytes >= Self.size { flush(context) }
        }
    }

    private func flush(_ context: ChannelHandlerContext) {
        guard gathered.readableBytes > 0 else { return }
        let full = gathered
        gathered = ByteBuffer()
        // One that is much smaller than its memory gets memory of its own size.
        let isSparse = full.readableBytes < full.storageCapacity / 2
        let bytes = isSparse ? ByteBuffer(bytes: full.readableBytesView) : full
        context.fireChannelRead(wrapInboundOut(.body(bytes)))
    }

    private func start(_ context: ChannelHandlerContext) {
        stop()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleRepeatedTask(initialDelay: Self.patience, delay: Self.patience) { _ in
            let (gatherer, context) = bound.value
            guard gatherer.gathered.readableBytes > 0 else { return }
            gatherer.flush(context)
            context.fireChannelReadComplete()
        }
    }

    private func stop() {
        timer?.cancel()
        timer = nil
    }
}
