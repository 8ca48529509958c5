/// How the transport connects.
package struct TransportSettings: Sendable {
    package var connectTimeout: Duration
    /// Connections to one host, for each kind of traffic.
    package var connectionsPerHost: Int
    package var proxies: ProxySettings
    /// PEM file that replaces the system's trusted roots (`SSL_CERT_FILE`).
    package var trustedRootsFile: String?
    /// PEM file of roots trusted beside the system's.
    package var additionalRootsFile: String?

    package init(
        connectTimeout: Duration = .seconds(10),
        connectionsPerHost: Int = 16,
        proxies: ProxySettings = ProxySettings(),
        trustedRootsFile: String? = nil,
        additionalRootsFile: String? = nil
    ) {
        self.connectTimeout = connectTimeout
        self.connectionsPerHost = connectionsPerHost
        self.proxies = proxies
        self.trustedRootsFile = trustedRootsFile
        self.additionalRootsFile = additionalRootsFile
    }

    /// From the variables that curl and Python read: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY` (either
    /// case), `SSL_CERT_FILE`.
    package init(environment: [String: String]) {
        self.init(
            proxies: ProxySettings(environment: environment),
            trustedRootsFile: environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        )
    }
}
