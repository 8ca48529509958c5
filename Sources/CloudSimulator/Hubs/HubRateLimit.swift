import Hummingbird
import Synchronization

/// Fixed windows of five minutes, counted per kind of request and caller, and told in each answer's headers.
final class HubRateLimit: Sendable {
    enum Kind: String, Sendable {
        case api
        case resolvers
    }

    struct Quota: Sendable {
        var anonymous: Int
        var authenticated: Int
    }

    /// What the hub's documentation gives to anonymous callers and to free accounts.
    static let documented: [Kind: Quota] = [
        .api: Quota(anonymous: 500, authenticated: 1000),
        .resolvers: Quota(anonymous: 3000, authenticated: 5000),
    ]

    static let window = 300

    private struct Window: Sendable {
        var number = 0
        var counts: [String: Int] = [:]
    }

    private let quotas: [Kind: Quota]
    private let state = Mutex(Window())

    init(quotas: [Kind: Quota] = HubRateLimit.documented) {
        self.quotas = quotas
    }

    /// Counts a request and says what the answer's headers tell; throws when the window is used up.
    ///
    /// - Parameter now: seconds since 1970.
    func count(_ kind: Kind, by access: HuggingFaceAccess, now: Int) throws -> HTTPFields {
        let quota = quotas[kind] ?? Quota(anonymous: .max, authenticated: .max)
        let allowed = access.isAuthenticated ? quota.authenticated : quota.anonymous
        let number = now / Self.window
        let used = state.withLock { window in
            if window.number != number { window = Window(number: number) }
            let used = window.counts["\(kind)\(access)", default: 0] + 1
            window.counts["\(kind)\(access)"] = used
            return used
        }
        let reset = (number + 1) * Self.window - now
        guard used <= allowed else { throw HuggingFaceError.tooManyRequests(secondsToReset: reset) }
        return HTTPFields(named: [
            "RateLimit": "\"\(kind.rawValue)\";r=\(allowed - used);t=\(reset)",
            "RateLimit-Policy": "\"fixed window\";\"\(kind.rawValue)\";q=\(allowed);w=\(Self.window)",
        ])
    }
}
