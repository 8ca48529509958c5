import Foundation

/// Which proxy a URL goes through, by the variables that everybody uses.
package struct ProxySettings: Sendable, Hashable {
    /// A proxy that speaks HTTP: `CONNECT` for https, absolute URLs for http.
    package struct Proxy: Sendable, Hashable {
        package let host: String
        package let port: Int
        package let user: String?
        package let password: String?

        /// `http://user:password@host:port`, or without scheme; nil for other schemes (SOCKS) and for nonsense.
        package init?(_ text: String) {
            let full = text.contains("://") ? text : "http://\(text)"
            guard let url = URLComponents(string: full), url.scheme == "http", let host = url.host, !host.isEmpty else {
                return nil
            }
            self.host = host
            port = url.port ?? 80
            user = url.user
            password = url.password
        }
    }

    package var http: Proxy?
    package var https: Proxy?
    /// Hosts, domains (with or without a leading dot), `host:port`, or `*`.
    package var exceptions: [String]

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
        let list = value("NO_PROXY") ?? ""
        exceptions = list.split(whereSeparator: { $0 == "," || $0.isWhitespace }).map { $0.lowercased() }
    }

    /// nil for a direct connection. This machine is never reached through a proxy.
    package func proxy(for url: String) -> Proxy? {
        guard let origin = URL(string: url).flatMap(Origin.init) else { return nil }
        guard let proxy = origin.scheme == "https" ? https : http else { return nil }
        let isLocal = origin.host == "localhost" || origin.host == "::1" || origin.host.hasPrefix("127.")
        return isLocal || isExcepted(origin) ? nil : proxy
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
