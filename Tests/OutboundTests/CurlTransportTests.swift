import Foundation
import NIOCore
import Outbound
import Testing

/// What only this transport can do; what both keep is in `HTTPTransportTests`.
@Suite(.timeLimit(.minutes(10))) struct CurlTransportTests {
    private static func settings(
        _ proxy: String, _ authentication: ProxyAuthentication = .basic, netrc: String? = nil
    ) -> TransportSettings {
        TransportSettings(
            proxies: ProxySettings(environment: ["ALL_PROXY": proxy]), proxyAuthentication: authentication,
            netrcFile: netrc)
    }

    // MARK: SOCKS

    @Test(arguments: [
        ("socks5h://me:secret@", "http://hub.example:81/", "socks5 hub.example:81 me:secret"),
        ("socks5://", "http://192.0.2.1/", "socks5 192.0.2.1:80 -"),
        ("socks4a://", "http://hub.example/", "socks4 hub.example:80"),
        ("socks4://", "http://192.0.2.1:8080/", "socks4 192.0.2.1:8080"),
    ])
    func `a SOCKS proxy carries requests`(scheme: String, url: String, said: String) async throws {
        try await ScriptedServer.with { request, reply in
            try await reply.answer(body: "\(request.headers["host"] ?? "") \(request.body.readableBytes)")
        } _: { base in
            try await TunnelProxy.with(to: base) { proxy, address in
                try await TestTransport.with(.curl, Self.settings(scheme + address)) { transport in
                    let body = OutboundBody.bytes(ByteBuffer(repeating: 1, count: 500_000))
                    let request = OutboundRequest(.put, url, body: body, timeouts: TestTransport.patient)
                    let text = try await transport.execute(request).text()
                    #expect(text == "\(url.dropFirst(7).dropLast()) 500000")
                }
                #expect(proxy.log == [said])
            }
        }
    }

    @Test func `https goes through a SOCKS proxy, the certificate is still checked`() async throws {
        try await TestCertificates.with { certificates in
            let leaf = try await certificates.leaf("DNS:hub.example")
            try await ScriptedServer.with(tls: leaf) { _, reply in
                try await reply.answer(body: "safe")
            } _: { base in
                try await TunnelProxy.with(to: base) { _, address in
                    var settings = Self.settings("socks5h://\(address)")
                    settings.trustedRootsFile = certificates.root
                    try await TestTransport.with(.curl, settings) { transport in
                        let request = OutboundRequest(.get, "https://hub.example/")
                        let text = try await transport.execute(request).text()
                        #expect(text == "safe")
                        let other = OutboundRequest(.get, "https://other.example/")
                        let code = await TestTransport.code { _ = try await transport.execute(other) }
                        #expect(code == .tlsFailed)
                    }
                }
            }
        }
    }

    @Test func `a proxy over TLS is reached`() async throws {
        try await TestCertificates.with { certificates in
            let leaf = try await certificates.leaf("IP:127.0.0.1")
            try await ScriptedServer.with(tls: leaf) { request, reply in
                try await reply.answer(body: "proxied \(request.path)")
            } _: { base in
                var settings = Self.settings(base)
                settings.trustedRootsFile = certificates.root
                try await TestTransport.with(.curl, settings) { transport in
                    let text = try await transport.execute(OutboundRequest(.get, "http://hub.example/x")).text()
                    #expect(text == "proxied http://hub.example/x")
                }
            }
        }
    }

    // MARK: NTLM and Negotiate

    /// A challenge as MS-NLMP writes it: signature, type 2, no target, flags, eight bytes, nothing else.
    private static let challenge = Data(
        Array("NTLMSSP\0".utf8) + [2, 0, 0, 0] + [0, 0, 0, 0, 48, 0, 0, 0] + [0x01, 0x82, 0x08, 0x00]
            + [1, 2, 3, 4, 5, 6, 7, 8] + [UInt8](repeating: 0, count: 16)
    ).base64EncodedString()

    /// The type of an NTLM message in a header, nil when there is none.
    private static func messageType(_ header: String?) -> UInt8? {
        guard let text = header?.split(separator: " ").last, let data = Data(base64Encoded: String(text)),
            data.starts(with: Array("NTLMSSP\0".utf8)), data.count > 8
        else { return nil }
        return data[8]
    }

    @Test func `a proxy that asks for NTLM gets it, in both of its rounds`() async throws {
        let rounds = Counter()
        try await ScriptedServer.with { request, reply in
            switch Self.messageType(request.headers["proxy-authorization"]) {
            case 1:
                rounds.add()
                let fields = ["Proxy-Authenticate": "NTLM \(Self.challenge)"]
                try await reply.answer("407 Proxy Authentication Required", fields, body: "not yet")
            case 3:
                rounds.add()
                try await reply.answer(body: "through \(request.path) \(request.body.readableBytes)")
            default:
                try await reply.answer("407 Proxy Authentication Required", ["Proxy-Authenticate": "NTLM"])
            }
        } _: { base in
            let proxy = base.replacing("http://", with: "http://me:secret@")
            try await TestTransport.with(.curl, Self.settings(proxy, .ntlm)) { transport in
                let get = try await transport.execute(OutboundRequest(.get, "http://hub.example/a"))
                #expect(get.status == 200)
                let text = try await get.text()
                #expect(text == "through http://hub.example/a 0")
                #expect(rounds.value == 2)
                let body = OutboundBody.bytes(ByteBuffer(repeating: 1, count: 200_000))
                let put = try await transport.execute(OutboundRequest(.put, "http://hub.example/b", body: body)).text()
                #expect(put == "through http://hub.example/b 200000")
            }
        }
    }

    @Test func `a tunnel is asked for with NTLM, and its refusal is told`() async throws {
        let (first, other) = (Counter(), Counter())
        try await ScriptedServer.with { request, reply in
            let isTunnel = request.line == "CONNECT hub.example:443 HTTP/1.1"
            let isFirst = Self.messageType(request.headers["proxy-authorization"]) == 1
            (isTunnel && isFirst ? first : other).add()
            try await reply.answer("407 Proxy Authentication Required", ["Proxy-Authenticate": "NTLM"])
        } _: { base in
            let proxy = base.replacing("http://", with: "http://me:secret@")
            try await TestTransport.with(.curl, Self.settings(proxy, .ntlm)) { transport in
                let request = OutboundRequest(.get, "https://hub.example/")
                let code = await TestTransport.code { _ = try await transport.execute(request) }
                #expect(code == .proxyFailed)
                #expect(first.value > 0, "the first message of NTLM has the type 1")
                #expect(other.value == 0)
            }
        }
    }

    /// Without a Kerberos ticket there is nothing to send; the proxy's own answer comes back and nothing else is tried.
    @Test func `a password is never sent in the clear when Negotiate is asked for`() async throws {
        let passwords = Counter()
        try await ScriptedServer.with { request, reply in
            if request.headers["proxy-authorization"]?.hasPrefix("Basic") == true { passwords.add() }
            let fields = ["Proxy-Authenticate": "Negotiate", "X-Also": "Basic"]
            try await reply.answer("407 Proxy Authentication Required", fields, body: "who are you?")
        } _: { base in
            let proxy = base.replacing("http://", with: "http://me:secret@")
            try await TestTransport.with(.curl, Self.settings(proxy, .negotiate)) { transport in
                do {
                    let response = try await transport.execute(OutboundRequest(.get, "http://hub.example/a"))
                    #expect(response.status == 407)
                    let text = try await response.text()
                    #expect(text == "who are you?")
                } catch let error as OutboundError {
                    #expect([.proxyFailed, .protocolError].contains(error.code))
                }
                #expect(passwords.value == 0)
            }
        }
    }

    // MARK: .netrc

    @Test func `a password of netrc goes to its host, and never instead of our own`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "netrc-\(UUID().uuidString)")
        try Data("machine 127.0.0.1 login me password secret\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await ScriptedServer.with { request, reply in
            try await reply.answer(body: request.headers["authorization"] ?? "none")
        } _: { base in
            var settings = TransportSettings(netrcFile: file.path)
            settings.proxies = ProxySettings(environment: ["HTTP_PROXY": base])
            try await TestTransport.with(.curl, settings) { transport in
                var request = OutboundRequest(.get, base)
                let found = try await transport.execute(request).text()
                #expect(found == "Basic bWU6c2VjcmV0")
                request.headers["Authorization"] = "Bearer ours"
                let ours = try await transport.execute(request).text()
                #expect(ours == "Bearer ours")
                let other = try await transport.execute(OutboundRequest(.get, "http://hub.example/")).text()
                #expect(other == "none")
            }
        }
    }

    // MARK: What libcurl would do by itself

    @Test(arguments: [OutboundRequest.Method.post, .put, .delete, .patch])
    func `a change is not sent twice when a kept connection is dead`(method: OutboundRequest.Method) async throws {
        let served = Counter()
        try await ScriptedServer.with { _, reply in
            if served.add() == 2 { try await reply.close() } else { try await reply.answer() }
        } _: { base in
            try await TestTransport.with(.curl) { transport in
                _ = try await transport.execute(OutboundRequest(.get, base)).text()
                let body: OutboundBody = method == .delete ? .none : .bytes(ByteBuffer(string: "change"))
                let request = OutboundRequest(method, base, body: body)
                let code = await TestTransport.code { _ = try await transport.execute(request) }
                #expect(code == .connectionLost)
                #expect(served.value == 2)
            }
        }
    }

    @Test func `a password in a URL is refused`() async throws {
        try await TestTransport.with(.curl) { transport in
            let request = OutboundRequest(.get, "http://me:secret@127.0.0.1:1/")
            let error = await #expect(throws: OutboundError.self) { _ = try await transport.execute(request) }
            #expect(error?.code == .invalidURL)
            #expect(error.map { "\($0)".contains("secret") } == false)
        }
    }
}
