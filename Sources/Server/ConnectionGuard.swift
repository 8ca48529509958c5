import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends connections whose other side would hold them for ever.
///
/// - One that has stopped reading: closed when what is written has not been taken for `stall`.
/// - One whose answer said `Connection: close` (a refused body that may still be coming, for one): our side is closed behind
///   the answer, and the rest `linger` later. Closing at once would make the system throw away an answer on its way.
///
/// While the server drains every answer says so: whoever would send the next request takes another connection for it.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let stall: TimeAmount
    private let linger: TimeAmount
    private let drain: DrainFlag
    private var isLast = false
    private var stalled: Scheduled<Void>?
    private var lingering: Scheduled<Void>?

    init(stall: Duration, drain: DrainFlag, linger: Duration = .seconds(2)) {
        self.stall = TimeAmount(stall)
        self.linger = TimeAmount(linger)
        self.drain = drain
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What comes after the last answer is thrown away.
        if lingering == nil { context.fireChannelRead(data) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.kind != .informational:
            if drain.isRaised { head.headerFields[.connection] = "close" }
            isLast = head.headerFields[.connection]?.lowercased() == "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end where isLast:
            let written = promise ?? context.eventLoop.makePromise()
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            written.futureResult.whenSuccess {
                let (handler, context) = bound.value
                handler.finish(context)
            }
            context.write(data, promise: written)
        default: context.write(data, promise: promise)
        }
    }

    private func finish(_ context: ChannelHandlerContext) {
        guard lingering == nil, context.channel.isActive else { return }
        lingering = closing(context, after: linger)
        context.close(mode: .output, promise: nil)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stalled?.cancel()
        stalled = context.channel.isWritable ? nil : closing(context, after: stall)
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    private func stop() {
        stalled?.cancel()
        lingering?.cancel()
        (stalled, lingering) = (nil, nil)
    }

    private func closing(_ context: ChannelHandlerContext, after delay: TimeAmount) -> Scheduled<Void> {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        return context.eventLoop.scheduleTask(in: delay) { bound.value.close(promise: nil) }
    }
}
