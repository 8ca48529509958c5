import NIOCore
import NIOHTTP1
import Synchronization

/// Ends a bulk connection when the watch of the exchange that it carries says so.
///
/// The library does not say which connection carries an exchange. A header that never leaves this process tells it.
final class WatchedConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    /// Watches by number, from the making of a request to its sending.
    final class Registry: Sendable {
        static let header = "llm-manager-exchange"

        private struct State {
            var next: UInt64 = 0
            var watches: [UInt64: ExchangeWatch] = [:]
        }

        private let state = Mutex(State())

        /// The header's value.
        func add(_ watch: ExchangeWatch) -> String {
            state.withLock { state in
                state.next += 1
                state.watches[state.next] = watch
                return String(state.next)
            }
        }

        @discardableResult
        func remove(_ number: String) -> ExchangeWatch? {
            UInt64(number).flatMap { number in state.withLock { $0.watches.removeValue(forKey: number) } }
        }
    }

    private let registry: Registry
    private var timer: RepeatedTask?

    init(_ registry: Registry) { self.registry = registry }

    /// Adds itself behind the HTTP decoder; must be called on the channel's event loop.
    static func add(to channel: any Channel, _ registry: Registry) throws {
        let pipeline = channel.pipeline.syncOperations
        let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
        try pipeline.addHandler(WatchedConnection(registry), position: .after(decoder))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = unwrapOutboundIn(data), let number = head.headers.first(name: Registry.header)
        else {
            context.write(data, promise: promise)
            return
        }
        head.headers.remove(name: Registry.header)
        if let watch = registry.remove(number) { begin(watch, context) }
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = unwrapInboundIn(data) { end() }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    private func begin(_ watch: ExchangeWatch, _ context: ChannelHandlerContext) {
        end()
        let tick = TimeAmount(watch.tick)
        let channel = context.channel
        timer = context.eventLoop.scheduleRepeatedTask(initialDelay: tick, delay: tick) { task in
            guard watch.hasFailed() else { return }
            task.cancel()
            channel.close(promise: nil)
        }
    }

    private func end() {
        timer?.cancel()
        timer = nil
    }
}
