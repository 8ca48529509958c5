import Foundation
import Outbound
import Testing

struct TransportChoiceTests {
    private static let cases: [([String: String], TransportKind)] = [
        ([:], .nio),
        (["HTTPS_PROXY": "http://a:1"], .nio),
        (["ALL_PROXY": "socks5h://a:1"], .curl),
        (["https_proxy": "socks4://a:1"], .curl),
        (["HTTP_PROXY": "https://a:1"], .curl),
        (["HTTPS_PROXY": "http://a:1", "LLM_MANAGER_PROXY_AUTH": "NTLM"], .curl),
        (["HTTPS_PROXY": "http://a:1", "LLM_MANAGER_PROXY_AUTH": "negotiate"], .curl),
        (["HTTPS_PROXY": "http://a:1", "LLM_MANAGER_PROXY_AUTH": "basic"], .nio),
        (["LLM_MANAGER_PROXY_AUTH": "ntlm"], .nio),
    ]

    @Test(arguments: cases)
    func `libcurl is taken where only it will do`(environment: [String: String], kind: TransportKind) throws {
        #expect(try TransportChoice(wish: nil, netrc: nil, environment: environment).kind == kind)
        #expect(try TransportChoice(wish: "auto", netrc: "", environment: environment).kind == kind)
        #expect(try TransportChoice(wish: "curl", netrc: nil, environment: environment).kind == .curl)
        if kind == .curl {
            #expect(throws: TransportRefusal.self) {
                try TransportChoice(wish: "nio", netrc: nil, environment: environment)
            }
        }
    }

    @Test func `a netrc file needs libcurl, and must be there`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "netrc-\(UUID().uuidString)")
        #expect(throws: TransportRefusal.self) {
            try TransportChoice(wish: nil, netrc: file.path, environment: [:])
        }
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let choice = try TransportChoice(wish: nil, netrc: file.path, environment: [:])
        #expect(choice.kind == .curl)
        #expect(choice.settings.netrcFile == file.path)
    }

    @Test(
        arguments: [
            ("carrier-pigeon", [:]), (nil, ["LLM_MANAGER_PROXY_AUTH": "kerberos"]),
            (nil, ["HTTPS_PROXY": "quic://a:1"]),
        ] as [(String?, [String: String])])
    func `what nobody knows is refused, with what would do`(wish: String?, environment: [String: String]) {
        let refusal = #expect(throws: TransportRefusal.self) {
            try TransportChoice(wish: wish, netrc: nil, environment: environment)
        }
        #expect(refusal?.fix.isEmpty == false)
    }

    @Test func `it says in words what runs, without passwords`() throws {
        let environment = ["ALL_PROXY": "socks5://me:secret@a.example:1"]
        let text = try TransportChoice(wish: nil, netrc: nil, environment: environment).description
        #expect(text.hasPrefix("libcurl "))
        #expect(text.contains("socks5://a.example:1"))
        #expect(!text.contains("secret"))
        #expect(try TransportChoice(wish: "nio", netrc: nil, environment: [:]).description.contains("asked for"))
    }
}
