import NIOCore
package import Outbound
import Synchronization

/// A transport that answers from a closure and keeps what it was asked.
package final class OutboundFakeTransport: HTTPTransport {
    private let answer: @Sendable (OutboundRequest, Int) throws -> OutboundResponse
    private let seen = Mutex<[OutboundRequest]>([])

    /// - Parameter answer: the request and how many came before it.
    package init(_ answer: @escaping @Sendable (OutboundRequest, Int) throws -> OutboundResponse) {
        self.answer = answer
    }

    package var requests: [OutboundRequest] { seen.withLock { $0 } }

    package func execute(_ request: OutboundRequest) async throws -> OutboundResponse {
        let number = seen.withLock { seen in
            seen.append(request)
            return seen.count - 1
        }
        return try answer(request, number)
    }

    package func shutdown() async throws {}
}

extension OutboundResponse {
    /// An answer with a body at hand.
    package static func fake(
        _ status: Int = 200,
        _ body: String = "",
        headers: OutboundHeaders = [:],
        url: String = ""
    ) -> OutboundResponse {
        OutboundResponse(status: status, headers: headers, body: OutboundStream(ByteBuffer(string: body)), url: url)
    }
}

extension OutboundBody {
    /// A body in memory as text.
    package var text: String? {
        if case .bytes(let buffer) = self { String(buffer: buffer) } else { nil }
    }
}
