import NIOCore
import Outbound
import Synchronization

/// Help of the tests of transports.
enum TestTransport {
    /// A transport of the kind, ended when the test ends.
    static func with(
        _ kind: TransportKind, _ settings: TransportSettings = TransportSettings(),
        _ body: (any HTTPTransport) async throws -> Void
    ) async throws {
        let transport = try kind.make(settings)
        do {
            try await body(transport)
        } catch {
            try await transport.shutdown()
            throw error
        }
        try await transport.shutdown()
    }

    /// The code of the error that `body` throws, nil when it throws none or one that is not ours.
    static func code(_ body: () async throws -> Void) async -> OutboundError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? OutboundError)?.code
        }
    }

    /// Gives up waiting for a peer after 300 ms.
    static let impatient = OutboundTimeouts(
        head: .milliseconds(300),
        stall: .init(bytesPerSecond: 1000, window: .milliseconds(300))
    )

    /// Far longer than any test takes.
    static let patient = OutboundTimeouts(head: .seconds(600), stall: nil)

    /// Waits until the value stops growing: whoever makes it grow is held back (or has ended).
    static func settled(_ value: () -> Int) async throws -> Int {
        var last = -1
        var quiet = 0
        while quiet < 10 {
            let now = value()
            quiet = now == last && now > 0 ? quiet + 1 : 0
            last = now
            try await Task.sleep(for: .milliseconds(30))
        }
        return last
    }
}

extension OutboundResponse {
    /// The body as text.
    func text() async throws -> String {
        String(buffer: try await collect(upTo: 64 << 20))
    }
}

/// A number that a script counts up and a test reads.
final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    @discardableResult
    func add(_ more: Int = 1) -> Int {
        count.withLock { count in
            count += more
            return count
        }
    }
}

/// Something that happens once, and that somebody waits for.
final class Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let feed: AsyncStream<Void>.Continuation

    init() {
        (stream, feed) = AsyncStream.makeStream()
    }

    func fire() { feed.finish() }

    func wait() async {
        for await _ in stream {}
    }
}
