package import Domain

/// Where and for whom the server listens.
package struct ServerSettings: Sendable, Hashable {
    package enum AccessMode: String, Sendable, Hashable, CaseIterable {
        /// This machine only: loopback addresses, with Host and Origin checked.
        case loopback
        /// Behind Identity-Aware Proxy.
        case iap
        /// Bearer tokens.
        case token
    }

    package var address: String
    /// 0 takes a free port.
    package var port: Int
    package var access: AccessMode
    package var rules: AccessRules
    package var limits: ConnectionLimits
    /// Serves the console from this folder instead of the embedded files.
    package var webRoot: String?
    /// The largest request body in bytes.
    package var bodyLimit: Int
    package var heartbeat: Duration
    /// How often the page-wide stream looks at the imports of this process: no request is made.
    package var importsInterval: Duration
    /// How often it lists the buckets' journals and the services.
    package var listInterval: Duration
    /// SIGTERM and SIGINT shut down gracefully; off where the caller has its own handlers.
    package var stopsOnSignals: Bool

    package init(
        address: String = "127.0.0.1", port: Int = 8080, access: AccessMode = .loopback,
        rules: AccessRules = AccessRules(), limits: ConnectionLimits = ConnectionLimits(), webRoot: String? = nil,
        bodyLimit: Int = 1 << 20, heartbeat: Duration = .seconds(15), importsInterval: Duration = .milliseconds(500),
        listInterval: Duration = .seconds(5), stopsOnSignals: Bool = true
    ) {
        self.address = address
        self.port = port
        self.access = access
        self.rules = rules
        self.limits = limits
        self.webRoot = webRoot
        self.bodyLimit = bodyLimit
        self.heartbeat = heartbeat
        self.importsInterval = importsInterval
        self.listInterval = listInterval
        self.stopsOnSignals = stopsOnSignals
    }

    /// - Throws: `invalid-request` for a combination that would let in whom nobody has asked who they are.
    package func check() throws(Problem) {
        if access == .loopback {
            guard ["127.0.0.1", "::1", "localhost"].contains(address) else {
                throw Problem(
                    .invalidRequest, "Loopback access needs a loopback address",
                    detail: "‘\(address)’ can be reached by others, and nobody would be asked who they are",
                    fix: "Listen on 127.0.0.1 or ::1, or use --access iap or --access token."
                )
            }
        }
        try rules.check(access)
        guard (0...65535).contains(port) else {
            throw Problem(.invalidRequest, "Not a port", detail: "‘\(port)’", fix: "Give a port from 0 to 65535.")
        }
    }
}
