import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Server

struct ConnectionGuardTests {
    private static func channel(_ drain: DrainFlag = DrainFlag()) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(
            handlers: [HalfClosing(), ConnectionGuard(stall: .seconds(60), drain: drain, linger: .seconds(2))])
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    /// - Returns: the fields of the answer's head as they left.
    private static func answer(_ channel: EmbeddedChannel, _ fields: HTTPFields = [:]) throws -> HTTPFields {
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok, headerFields: fields)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        guard case .head(let head) = try channel.readOutbound(as: HTTPResponsePart.self) else { return [:] }
        return head.headerFields
    }

    private static let request = HTTPRequestPart.head(
        HTTPRequest(method: .get, scheme: "http", authority: "a", path: "/"))

    @Test func `a connection that is kept serves the next request`() throws {
        let channel = try Self.channel()
        #expect(try Self.answer(channel)[.connection] == nil)
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
        try channel.writeInbound(Self.request)
        #expect(try channel.readInbound(as: HTTPRequestPart.self) != nil)
    }

    @Test func `one whose answer says so is closed behind it, and what still comes is thrown away`() throws {
        let channel = try Self.channel()
        _ = try Self.answer(channel, [.connection: "close"])
        try channel.writeInbound(Self.request)
        #expect(try channel.readInbound(as: HTTPRequestPart.self) == nil)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(channel.isActive, "the answer may be on its way")
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test func `while the server drains no connection is kept`() throws {
        let drain = DrainFlag()
        let channel = try Self.channel(drain)
        #expect(try Self.answer(channel)[.connection] == nil)
        _ = try channel.readOutbound(as: HTTPResponsePart.self)
        drain.raise()
        #expect(try Self.answer(channel)[.connection] == "close")
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    @Test func `a reader that has stopped is given up, one that goes on is not`() throws {
        let channel = try Self.channel()
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.advanceTime(by: .seconds(59))
        channel.isWritable = true
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(!channel.isActive)
    }

    /// A socket goes on reading when its output is closed; an embedded channel would be gone.
    private final class HalfClosing: ChannelOutboundHandler {
        typealias OutboundIn = HTTPResponsePart

        func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
            if mode == .output { promise?.succeed() } else { context.close(mode: mode, promise: promise) }
        }
    }
}
