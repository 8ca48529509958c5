import Domain
import Foundation

/// Where a hub is: scheme, host, port and perhaps a path in front.
struct HubAddress: Sendable, Hashable {
    /// Without a slash at the end.
    let base: String
    private let origin: String

    /// - Throws: `invalid-request` unless the address is an absolute http or https URL without user, query or fragment.
    init(_ text: String) throws(Problem) {
        var base = Substring(text)
        while base.last == "/" { base.removeLast() }
        guard let origin = Self.origin(of: String(base)), let parts = URLComponents(string: String(base)),
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
        else {
            throw Problem(
                .invalidRequest, "Not a hub's address", detail: "The endpoint is no plain http or https URL",
                fix: "Write, for example, https://huggingface.co."
            )
        }
        self.base = String(base)
        self.origin = origin
    }

    /// Whether nobody on the way can read what is sent: https, or this machine itself.
    var keepsSecrets: Bool {
        guard !origin.hasPrefix("https://") else { return true }
        let host = URL(string: base)?.host(percentEncoded: false)?.lowercased() ?? ""
        return host == "localhost" || host.hasPrefix("127.") || host == "::1"
    }

    /// Whether a URL has the scheme, host and port of this hub.
    func owns(_ url: String) -> Bool { Self.origin(of: url) == origin }

    /// Every byte but the unreserved ones (RFC 3986 section 2.3) escaped.
    static func escape(_ text: String) -> String {
        var out = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: out.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                out += hex.count == 1 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return out
    }

    /// The same, with the slashes between segments kept.
    static func escape(path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { escape(String($0)) }.joined(separator: "/")
    }

    private static func origin(of text: String) -> String? {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https",
            let host = url.host(percentEncoded: false)?.lowercased(), !host.isEmpty
        else { return nil }
        return "\(scheme)://\(host):\(url.port ?? (scheme == "https" ? 443 : 80))"
    }
}
