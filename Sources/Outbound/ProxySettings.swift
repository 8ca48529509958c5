import Foundation

/// Which proxy a URL goes through, by the variables that everybody uses.
package struct ProxySettings: Sendable, Hashable {
    /// A proxy: over HTTP `CONNECT` for https and absolute URLs for http, over SOCKS both by connection.
    package struct Proxy: Sendable, Hashable {
        package enum Scheme: String, Sendable, Hashable, CaseIterable {
            case http, https, socks4, socks4a, socks5
            /// The proxy looks the name up.
            case socks5h

            package var isSOCKS: Bool { self != .http && self != .https }

            fileprivate var port: Int {
                switch self {
                case .http: 80
                case .https: 443
                case .socks4, .socks4a, .socks5, .socks5h: 1080
                }
            }
        }

        package let scheme: Scheme
        package let host: String
        package let port: Int
        package let user: String?
        package let password: String?

        /// `scheme://user:password@host:port`, without scheme for http; nil for other schemes and for nonsense.
        package init?(_ text: String) {
            let full = text.contains("://") ? text : "http://\(text)"
            guard let url = URLComponents(string: full), let host = url.host, !host.isEmpty,
                let scheme = url.scheme.flatMap({ Scheme(rawValue: $0 == "socks" ? "socks4" : $0) })
            else { return nil }
            self.scheme = scheme
            self.host = host
            port = url.port ?? scheme.port
            user = url.user
            password = url.password
        }

        /// Without user and password.
        package var address: String {
            let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
            return "\(scheme.rawValue)://\(name):\(port)"
        }
    }

    package var http: Proxy?
    package var https: Proxy?
    /// Hosts, domains (with or without a leading dot), `host:port`, or `*`.
    package var exceptions: [String]
    /// Variables that hold no proxy that we know. Going without would be worse than saying so.
    package private(set) var unreadable: [String] = []

    package init(http: Proxy? = nil, https: Proxy? = nil, exceptions: [String] = []) {
        self.http = http
        self.https = https
        self.exceptions = exceptions
    }

    package init(environment: [String: String]) {
        func value(_ name: String) -> String? {
            let text = environment[name.lowercased()] ?? environment[name]
            return text.flatMap { $0.isEmpty ? nil : $0 }
        }
        let all = value("ALL_PROXY")
        http = (value("HTTP_PROXY") ?? all).flatMap(Proxy.init)
        https = (value("HTTPS_PROXY") ?? all).flatMap(Proxy.init)
        unreadable = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].filter { name in
            value(name).map { Proxy($0) == nil } ?? false
        }
        let list = value("NO_PROXY") ?? ""
        exceptions = list.split(whereSeparator: { $0 == "," || $0.isWhitespace }).map { $0.lowercased() }
    }

    /// The proxies that are configured, each once.
    var all: [Proxy] { http == https ? [http].compactMap(\.self) : [http, https].compactMap(\.self) }

    /// nil for a direct connection. This machine and its cloud's metadata server are never reached through a proxy.
    package func proxy(for url: String) -> Proxy? {
        guard let origin = URL(string: url).flatMap(Origin.init) else { return nil }
        guard let proxy = origin.scheme == "https" ? https : http else { return nil }
        let isLocal = origin.host == "localhost" || origin.host == "::1" || origin.host.hasPrefix("127.")
        let isMetadata = origin.host == "metadata.google.internal" || origin.host == "169.254.169.254"
        return isLocal || isMetadata || isExcepted(origin) ? nil : proxy
    }

    private func isExcepted(_ origin: Origin) -> Bool {
        exceptions.contains { exception in
            if exception == "*" { return true }
            var name = Substring(exception)
            if let colon = name.lastIndex(of: ":"), let port = Int(name[name.index(after: colon)...]) {
                guard port == origin.port else { return false }
                name = name[..<colon]
            }
            name = name.trimmingPrefix("*").trimmingPrefix(".")
            return !name.isEmpty && (origin.host == name || origin.host.hasSuffix("." + name))
        }
    }
}
