import Foundation
import NIOCore

/// How the transport connects.
package struct TransportSettings: Sendable {
    package var connectTimeout: Duration
    /// Connections to one host, for each kind of traffic. More than an import ever opens at a time (its ranges and its
    /// small files): a request that waits for a connection would seem to get no answer.
    package var connectionsPerHost: Int
    package var proxies: ProxySettings
    package var proxyAuthentication: ProxyAuthentication
    /// A .netrc file with passwords by host, for requests that carry no credentials of their own (libcurl only).
    package var netrcFile: String?
    /// PEM file that replaces the system's trusted roots (`SSL_CERT_FILE`).
    package var trustedRootsFile: String?
    /// PEM file of roots trusted beside the system's.
    package var additionalRootsFile: String?
    /// Every trusted root in one, where they come from two files.
    private(set) var trustedRoots: ByteBuffer?

    package init(
        connectTimeout: Duration = .seconds(10),
        connectionsPerHost: Int = 48,
        proxies: ProxySettings = ProxySettings(),
        proxyAuthentication: ProxyAuthentication = .basic,
        netrcFile: String? = nil,
        trustedRootsFile: String? = nil,
        additionalRootsFile: String? = nil
    ) {
        self.connectTimeout = connectTimeout
        self.connectionsPerHost = connectionsPerHost
        self.proxies = proxies
        self.proxyAuthentication = proxyAuthentication
        self.netrcFile = netrcFile
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

    /// With the contents of the files of roots, where there are two: libcurl takes one file.
    ///
    /// - Throws: `TransportRefusal` when a file cannot be read.
    func readingRoots(_ library: CurlLibrary) throws -> TransportSettings {
        guard let additionalRootsFile else { return self }
        var roots = ByteBuffer()
        for file in [trustedRootsFile ?? library.trustedFile, additionalRootsFile].compactMap(\.self) {
            guard let pem = FileManager.default.contents(atPath: file) else {
                throw TransportRefusal("the certificates in \(file) cannot be read", fix: "Name a readable PEM file.")
            }
            roots.writeBytes(pem)
            roots.writeString("\n")
        }
        var settings = self
        settings.trustedRoots = roots
        return settings
    }
}

/// How we prove to a proxy who we are.
package enum ProxyAuthentication: String, Sendable, Hashable, CaseIterable {
    /// The user and password of the proxy's address.
    case basic
    /// The same, by NTLM (libcurl only).
    case ntlm
    /// The Kerberos ticket of this machine's user (libcurl only).
    case negotiate
}
