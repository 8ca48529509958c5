import Foundation

/// The two ways to carry requests.
package enum TransportKind: String, Sendable, Hashable, CaseIterable {
    /// async-http-client: faster, and in need of nothing but this binary.
    case nio
    /// libcurl: SOCKS proxies, proxies over TLS, NTLM and Negotiate, .netrc.
    case curl

    /// - Throws: `TransportRefusal` when it cannot do what the settings ask for.
    package func make(_ settings: TransportSettings) throws -> any HTTPTransport {
        switch self {
        case .nio: NIOTransport(settings)
        case .curl: try CurlTransport(settings)
        }
    }
}

/// Which transport runs, and why: decided once, from what a person asked for and what the settings need.
package struct TransportChoice: Sendable, CustomStringConvertible {
    package let kind: TransportKind
    package let settings: TransportSettings
    private let reason: String

    /// - Parameters:
    ///   - wish: `auto`, `nio` or `curl`; nil is `auto`.
    ///   - netrc: a .netrc file to use.
    ///   - environment: the proxy variables, `SSL_CERT_FILE`, and `LLM_MANAGER_PROXY_AUTH` (basic, ntlm, negotiate).
    /// - Throws: `TransportRefusal` when the wish and the settings do not go together.
    package init(wish: String?, netrc: String?, environment: [String: String]) throws {
        var settings = TransportSettings(environment: environment)
        if let name = settings.proxies.unreadable.first {
            throw TransportRefusal(
                "\(name) holds no proxy that we can use",
                fix: "Write it as scheme://host:port, the scheme one of http, https, socks4, socks4a, socks5, socks5h."
            )
        }
        if let text = environment["LLM_MANAGER_PROXY_AUTH"], !text.isEmpty {
            guard let way = ProxyAuthentication(rawValue: text.lowercased()) else {
                throw TransportRefusal(
                    "LLM_MANAGER_PROXY_AUTH is ‘\(text)’", fix: "Set it to basic, ntlm or negotiate, or leave it out."
                )
            }
            settings.proxyAuthentication = way
        }
        if let netrc, !netrc.isEmpty {
            guard FileManager.default.isReadableFile(atPath: netrc) else {
                throw TransportRefusal(
                    "the .netrc file \(netrc) cannot be read", fix: "Name a file that exists and that you may read."
                )
            }
            settings.netrcFile = netrc
        }
        let need = Self.need(settings)
        switch wish.flatMap({ $0.isEmpty ? nil : $0 }) ?? "auto" {
        case "auto":
            kind = need == nil ? .nio : .curl
            reason = need ?? "nothing that is configured needs libcurl"
        case "nio":
            if let need {
                throw TransportRefusal("--transport nio cannot do it: \(need)", fix: "Use --transport auto, or curl.")
            }
            kind = .nio
            reason = "asked for"
        case "curl":
            kind = .curl
            reason = "asked for"
        case let other:
            throw TransportRefusal("there is no transport ‘\(other)’", fix: "--transport is one of auto, nio, curl.")
        }
        self.settings = settings
    }

    package func make() throws -> any HTTPTransport { try kind.make(settings) }

    package var description: String {
        let name = kind == .nio ? "nio (async-http-client)" : "libcurl \(CurlLibrary.shared.version)"
        let proxies = settings.proxies.all.map(\.address)
        let way = proxies.isEmpty ? "no proxy" : "proxy \(proxies.joined(separator: " and "))"
        return "\(name): \(reason); \(way)"
    }

    /// What only libcurl can do, of what is configured.
    private static func need(_ settings: TransportSettings) -> String? {
        if let proxy = settings.proxies.all.first(where: { $0.scheme != .http }) {
            return "the proxy \(proxy.address) is not reached over plain http"
        }
        if settings.proxyAuthentication != .basic, !settings.proxies.all.isEmpty {
            return "the proxy wants \(settings.proxyAuthentication.rawValue) authentication"
        }
        return settings.netrcFile.map { "passwords come from \($0)" }
    }
}
