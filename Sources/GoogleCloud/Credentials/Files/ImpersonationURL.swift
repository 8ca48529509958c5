import Foundation

/// How credential files write a service account: as the URL of its `generateAccessToken`, or as a resource name.
enum ImpersonationURL {
    /// The text between the last `/` and `:generateAccessToken`.
    static func email(in url: String) -> String? {
        guard let verb = url.range(of: ":generateAccessToken", options: .backwards),
            let slash = url[..<verb.lowerBound].lastIndex(of: "/")
        else { return nil }
        let email = String(url[url.index(after: slash)..<verb.lowerBound])
        return email.contains("@") ? email : nil
    }

    /// `projects/-/serviceAccounts/EMAIL`, or the e-mail alone.
    static func email(ofResource name: String) -> String {
        String(name.split(separator: "/").last ?? Substring(name))
    }

    static func resource(_ email: String) -> String { "projects/-/serviceAccounts/\(email)" }

    /// The same account's `generateIdToken`.
    static func idToken(_ url: String) -> String {
        url.replacing(":generateAccessToken", with: ":generateIdToken")
    }
}
