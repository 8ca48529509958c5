import Foundation

/// Scheme, host and port (RFC 6454): what credentials belong to.
struct Origin: Hashable {
    let scheme: String
    let host: String
    let port: Int

    init?(_ url: URL) {
        guard let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https",
            let host = url.host(percentEncoded: false)?.lowercased(), !host.isEmpty
        else { return nil }
        self.scheme = scheme
        self.host = host
        port = url.port ?? (scheme == "https" ? 443 : 80)
    }

    /// nil when the text is not an absolute http or https URL.
    init?(string: String) {
        guard let url = URL(string: string) else { return nil }
        self.init(url)
    }
}
