import NIOCore
import NIOHTTP1

/// One connection: takes a request's body as it comes, then answers from the table.
final class SinkHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let table: SinkTable
    private var request: SinkRequest?
    private var intake = SinkIntake(keeping: 0)

    init(table: SinkTable) { self.table = table }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            let request = SinkRequest(head)
            intake = SinkIntake(keeping: request.keeps)
            self.request = request
            if head.headers["Expect"].contains("100-continue") {
                let go = HTTPResponseHead(version: head.version, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(go)), promise: nil)
            }
        case .body(let buffer):
            intake.take(buffer)
        case .end:
            guard let request else { return }
            self.request = nil
            send(table.answer(request, intake), to: request, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func send(_ answer: SinkAnswer, to request: SinkRequest, _ context: ChannelHandlerContext) {
        var headers = HTTPHeaders(answer.headers)
        headers.add(name: "Content-Length", value: String(answer.body.readableBytes))
        let head = HTTPResponseHead(
            version: request.head.version, status: HTTPResponseStatus(statusCode: answer.status), headers: headers
        )
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.head.method != .HEAD, answer.body.readableBytes > 0 {
            context.write(wrapOutboundOut(.body(.byteBuffer(answer.body))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if !request.head.isKeepAlive { context.close(promise: nil) }
    }
}
