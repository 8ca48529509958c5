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
        #expect(
            ProxySettings(environment: ["ALL_PROXY": "a:1", "NO_PROXY": "*"]).proxy(for: "https://b.example") == nil)
    }

    @Test(arguments: [
        ("a.example", "http://a.example:80"), ("https://a.example", "https://a.example:443"),
        ("socks5h://u:p@a.example", "socks5h://a.example:1080"), ("socks://a.example:9", "socks4://a.example:9"),
        ("http://[::1]:3128", "http://[::1]:3128"), ("ftp://a.example", nil), ("://", nil),
    ])
    func `an address names its scheme and shows no password`(text: String, address: String?) {
        #expect(ProxySettings.Proxy(text)?.address == address)
    }

    @Test func `a variable that holds no proxy is remembered`() {
        let settings = ProxySettings(environment: ["https_proxy": "quic://a", "HTTP_PROXY": "a:1", "ALL_PROXY": ""])
        #expect(settings.unreadable == ["HTTPS_PROXY"])
    }
}
