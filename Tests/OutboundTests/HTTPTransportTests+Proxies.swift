import NIOCore
import Outbound
import Testing

/// Proxies that speak HTTP; what only one transport can do is in its own tests.
@Suite(.timeLimit(.minutes(10))) struct HTTPTransportProxyTests {
    @Test(arguments: TransportKind.allCases)
    func `http goes through the proxy of the variables, this machine does not`(kind: TransportKind) async throws {
        try await ScriptedServer.with { request, reply in
            try await reply.answer(body: "proxied \(request.path)")
        } _: { base in
            let settings = TransportSettings(environment: ["http_proxy": base])
            try await TestTransport.with(kind, settings) { transport in
                for traffic in [OutboundRequest.Traffic.api, .bulk] {
                    let request = OutboundRequest(.get, "http://hub.example/model", traffic: traffic)
                    let proxied = try await transport.execute(request).text()
                    #expect(proxied.hasPrefix("proxied "))
                    #expect(proxied.hasSuffix("/model"))
                }
                let direct = try await transport.execute(OutboundRequest(.get, base + "/direct")).text()
                #expect(direct == "proxied /direct")
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `https goes through a tunnel; each password stays where it belongs`(kind: TransportKind) async throws {
        try await TestCertificates.with { certificates in
            let leaf = try await certificates.leaf("DNS:hub.example")
            try await ScriptedServer.with(tls: leaf) { request, reply in
                let fields = request.headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
                try await reply.answer("200 OK", ["X-A": "origin"], body: fields.joined(separator: "\n"))
            } _: { base in
                try await TunnelProxy.with(to: base) { proxy, address in
                    let settings = TransportSettings(
                        proxies: ProxySettings(environment: ["HTTPS_PROXY": "http://me:s%40cret@\(address)"]),
                        trustedRootsFile: certificates.root)
                    try await TestTransport.with(kind, settings) { transport in
                        let request = OutboundRequest(
                            .get, "https://hub.example/model", headers: ["Authorization": "Bearer token"],
                            traffic: .bulk)
                        let response = try await transport.execute(request)
                        #expect(response.status == 200)
                        #expect(response.headers["X-Proxy"] == nil)
                        let seen = try await response.text()
                        #expect(seen.contains("authorization: Bearer token"))
                        #expect(!seen.lowercased().contains("proxy"))
                    }
                    let head = try #require(proxy.log.first)
                    #expect(head.hasPrefix("CONNECT hub.example:443 HTTP/1.1"))
                    #expect(head.contains("proxy-authorization: Basic bWU6c0BjcmV0"))
                    #expect(!head.contains("Bearer"))
                }
            }
        }
    }

    @Test(arguments: TransportKind.allCases, ["403 Forbidden", "407 Proxy Authentication Required", "502 Bad Gateway"])
    func `a proxy that refuses the tunnel is named as the cause`(kind: TransportKind, answer: String) async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.answer(answer, ["Proxy-Authenticate": "Basic realm=\"x\""])
        } _: { base in
            let settings = TransportSettings(environment: ["https_proxy": base])
            try await TestTransport.with(kind, settings) { transport in
                let request = OutboundRequest(.get, "https://hub.example/model")
                let code = await TestTransport.code { _ = try await transport.execute(request) }
                #expect(code == .proxyFailed)
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `a proxy that is not there is an error, never a way around it`(kind: TransportKind) async throws {
        let settings = TransportSettings(environment: ["ALL_PROXY": "http://127.0.0.1:1"])
        try await TestTransport.with(kind, settings) { transport in
            for url in ["http://hub.example/", "https://hub.example/"] {
                let code = await TestTransport.code { _ = try await transport.execute(OutboundRequest(.get, url)) }
                #expect(code == .connectFailed || code == .proxyFailed)
            }
        }
    }
}
