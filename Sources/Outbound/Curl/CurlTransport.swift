import NIOCore
import Synchronization

/// The transport on libcurl, for what the other one has not: SOCKS proxies, proxies over TLS, proxies that ask for NTLM
/// or Negotiate, `.netrc`.
///
/// Two threads at most drive it, one for small calls and one for files, each with connections of its own. HTTP/1.1
/// throughout. libcurl is never asked to follow a redirect, to retry or to decompress.
package final class CurlTransport: HTTPTransport {
    private struct State {
        var mailboxes: [OutboundRequest.Traffic: CurlMailbox] = [:]
        var lastID: UInt64 = 0
        var isShutDown = false
    }

    private let settings: TransportSettings
    private let library: CurlLibrary
    private let state = Mutex(State())

    /// - Throws: `TransportRefusal` when the libcurl of this machine cannot do what the settings ask for.
    package init(_ settings: TransportSettings = TransportSettings()) throws {
        library = .shared
        try library.check(settings)
        self.settings = try settings.readingRoots(library)
    }

    deinit {
        for mailbox in takeMailboxes() { mailbox.close() }
    }

    package func execute(_ request: OutboundRequest) async throws -> OutboundResponse {
        guard let (mailbox, id) = mailbox(request.traffic) else {
            throw OutboundError(.shutDown, method: request.method, url: request.url, cause: "the client was shut down")
        }
        let exchange = CurlExchange(request, id: id, mailbox: mailbox)
        let head = try await exchange.run()
        let unread = CurlReading(exchange)
        let body = OutboundStream {
            let reading = unread.begin()
            var window = StallWindow(request.timeouts.stall)
            return { try await reading.exchange.next(&window) }
        }
        return OutboundResponse(status: head.status, headers: head.headers, body: body, url: request.url)
    }

    /// Ends everything that runs, and returns when the driving threads have ended.
    package func shutdown() async throws {
        let mailboxes = takeMailboxes()
        for mailbox in mailboxes { mailbox.close() }
        for mailbox in mailboxes { await mailbox.ended() }
    }

    private func takeMailboxes() -> [CurlMailbox] {
        state.withLock { state in
            defer { state.mailboxes = [:] }
            state.isShutDown = true
            return Array(state.mailboxes.values)
        }
    }

    private func mailbox(_ traffic: OutboundRequest.Traffic) -> (CurlMailbox, UInt64)? {
        state.withLock { state in
            guard !state.isShutDown else { return nil }
            state.lastID += 1
            if let mailbox = state.mailboxes[traffic] { return (mailbox, state.lastID) }
            let mailbox = CurlMailbox()
            state.mailboxes[traffic] = mailbox
            CurlLoop.start(mailbox, settings: settings, library: library, name: "curl-\(traffic)")
            return (mailbox, state.lastID)
        }
    }
}

/// Holds an answer's body open: first the answer does, then the iterator of its body. When the holder is dropped, the
/// transfer ends.
private final class CurlReading: Sendable {
    let exchange: CurlExchange
    private let hasBegun = Atomic(false)

    init(_ exchange: CurlExchange) {
        self.exchange = exchange
    }

    func begin() -> CurlReading {
        hasBegun.store(true, ordering: .relaxed)
        return CurlReading(exchange)
    }

    deinit {
        guard !hasBegun.load(ordering: .relaxed) else { return }
        exchange.end(exchange.error(.cancelled, "the answer's body was given up"))
    }
}
