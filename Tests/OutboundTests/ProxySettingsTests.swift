import Outbound
import Testing

struct ProxySettingsTests {
    private static let environment = [
        "HTTPS_PROXY": "http://me:secret@proxy.example:3128", "http_proxy": "plain.example:8080",
        "NO_PROXY": "direct.example, .inner.example,ported.example:8443,*.star.example",
    ]

    @Test(arguments: [
        ("https://hub.example/", "proxy.example"), ("http://hub.example/", "plain.example"),
        ("https://direct.example/", nil), ("https://sub.direct.example/", nil),
        ("https://notdirect.example/", "proxy.example"),
        ("https://a.inner.example/", nil), ("https://ported.example:8443/", nil),
        ("https://ported.example/", "proxy.example"), ("https://x.star.example/", nil), ("https://localhost:1/", nil),
        ("http://127.0.0.1:1/", nil), ("http://[::1]:1/", nil),
    ])
    func `each URL has its proxy or none`(url: String, host: String?) {
        #expect(ProxySettings(environment: Self.environment).proxy(for: url)?.host == host)
    }

    @Test func `user, password and port are read`() {
        let proxy = ProxySettings(environment: Self.environment).https
        #expect(proxy?.port == 3128)
        #expect(proxy?.user == "me")
        #expect(proxy?.password == "secret")
        #expect(ProxySettings.Proxy("socks5://a:1") == nil)
        #expect(
            ProxySettings(environment: ["ALL_PROXY": "a:1", "NO_PROXY": "*"]).proxy(for: "https://b.example") == nil)
    }
}
