/// Whether the answers 301, 302, 303, 307 and 308 with a `Location` are followed.
package enum RedirectPolicy: Sendable, Hashable {
    /// The answer comes back as it is. Right for APIs and upload sessions, whose 308 means "continue".
    case none
    /// At most `limit` times, by the rule of `Redirect`.
    case follow(limit: Int)

    package static let standard = RedirectPolicy.follow(limit: 10)
}
