import NIOCore
import Outbound
import TestSupport
import Testing

/// Trust in a server's certificate.
@Suite(.timeLimit(.minutes(10))) struct HTTPTransportCertificateTests {
    private static func answer(
        _ kind: TransportKind, _ url: String, _ settings: TransportSettings
    ) async throws -> String {
        var text = ""
        try await TestTransport.with(kind, settings) { transport in
            text = try await transport.execute(OutboundRequest(.get, url)).text()
        }
        return text
    }

    @Test(arguments: TransportKind.allCases)
    func `a private authority is trusted when its root is named, and refused otherwise`(
        kind: TransportKind
    ) async throws {
        try await TestCertificates.with { certificates in
            let leaf = try await certificates.leaf("IP:127.0.0.1")
            try await ScriptedServer.with(tls: leaf) { _, reply in
                try await reply.answer(body: "safe")
            } _: { base in
                for settings in [
                    TransportSettings(trustedRootsFile: certificates.root),
                    TransportSettings(additionalRootsFile: certificates.root),
                    TransportSettings(environment: ["SSL_CERT_FILE": certificates.root]),
                ] {
                    let text = try await Self.answer(kind, base, settings)
                    #expect(text == "safe")
                }
                let refusal = await #expect(throws: OutboundError.self) {
                    _ = try await Self.answer(kind, base, TransportSettings())
                }
                #expect(refusal?.code == .tlsFailed)
                #expect(refusal?.isRetryable == false)
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `a certificate for another name is refused`(kind: TransportKind) async throws {
        try await TestCertificates.with { certificates in
            let leaf = try await certificates.leaf("DNS:other.example,IP:127.0.0.2")
            let served = Counter()
            try await ScriptedServer.with(tls: leaf) { _, reply in
                served.add()
                try await reply.answer()
            } _: { base in
                let settings = TransportSettings(trustedRootsFile: certificates.root)
                let refusal = await #expect(throws: OutboundError.self) {
                    _ = try await Self.answer(kind, base, settings)
                }
                #expect(refusal?.code == .tlsFailed)
                #expect(served.value == 0)
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `large bodies go both ways over TLS`(kind: TransportKind) async throws {
        try await TestCertificates.with { certificates in
            let leaf = try await certificates.leaf("IP:127.0.0.1")
            try await ScriptedServer.with(tls: leaf) { request, reply in
                try await reply.send("HTTP/1.1 200 OK\r\nContent-Length: \(request.body.readableBytes)\r\n\r\n")
                try await reply.outbound.write(request.body)
            } _: { base in
                let settings = TransportSettings(trustedRootsFile: certificates.root)
                try await TestTransport.with(kind, settings) { transport in
                    let bytes = DeterministicBytes.buffer(8 << 20)
                    var request = OutboundRequest(.put, base, traffic: .bulk, timeouts: TestTransport.patient)
                    let stream = OutboundStream(bytes, chunk: 777_777)
                    request.body = .stream(stream, length: Int64(bytes.readableBytes), isReplayable: true)
                    let echo = try await transport.execute(request).collect(upTo: 32 << 20)
                    #expect(echo == bytes)
                }
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `roots that cannot be read are a failure of TLS`(kind: TransportKind) async throws {
        try await TestCertificates.with { certificates in
            let leaf = try await certificates.leaf("IP:127.0.0.1")
            try await ScriptedServer.with(tls: leaf) { _, reply in
                try await reply.answer()
            } _: { base in
                let settings = TransportSettings(trustedRootsFile: certificates.root + ".missing")
                let refusal = await #expect(throws: OutboundError.self) {
                    _ = try await Self.answer(kind, base, settings)
                }
                #expect(refusal?.code == .tlsFailed)
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `a server without TLS is not spoken to`(kind: TransportKind) async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.answer()
        } _: { base in
            let url = base.replacing("http://", with: "https://")
            let refusal = await #expect(throws: OutboundError.self) {
                _ = try await Self.answer(kind, url, TransportSettings(connectTimeout: .seconds(5)))
            }
            #expect(refusal.map { [.tlsFailed, .connectTimedOut].contains($0.code) } == true)
        }
    }
}
