package import Domain

/// To whom a role is given: one person, a hosted domain, a group or access level that Identity-Aware Proxy vouches for,
/// or everyone whom it lets in.
package enum RoleRule: Sendable, Hashable, CustomStringConvertible {
    case email(String)
    /// A Google Workspace domain. The account must be hosted there (`hd`): an address alone proves no membership.
    case domain(String)
    case group(String)
    case accessLevel(String)
    case everyone

    /// Mail providers where anybody may have an account.
    private static let publicDomains: Set<String> = ["gmail.com", "googlemail.com", "outlook.com", "hotmail.com"]

    /// Reads `alice@example.com`, `domain:example.com` (or `@example.com`), `group:NAME`, `level:NAME`, `everyone`.
    ///
    /// - Throws: `invalid-request` for anything else, and for a domain in which anybody may have an account.
    package init(parsing text: String) throws(Problem) {
        let text = text.lowercased()
        if text == "everyone" {
            self = .everyone
        } else if let name = Self.rest(of: text, after: "group:") {
            self = .group(name)
        } else if let name = Self.rest(of: text, after: "level:") {
            self = .accessLevel(name)
        } else if let name = Self.rest(of: text, after: "domain:") ?? Self.rest(of: text, after: "@") {
            guard name.contains("."), !name.contains("@"), Self.isPlain(name) else { throw Self.unreadable(text) }
            guard !Self.publicDomains.contains(name) else {
                throw Problem(
                    .invalidRequest, "That would be open to the world",
                    detail: "anybody may have an account of ‘\(name)’", fix: "Name single addresses."
                )
            }
            self = .domain(name)
        } else {
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), Self.isPlain(text) else {
                throw Self.unreadable(text)
            }
            self = .email(text)
        }
    }

    package var description: String {
        switch self {
        case .email(let address): address
        case .domain(let name): "domain:\(name)"
        case .group(let name): "group:\(name)"
        case .accessLevel(let name): "level:\(name)"
        case .everyone: "everyone"
        }
    }

    func matches(_ person: Person) -> Bool {
        switch self {
        case .email(let address): person.email.lowercased() == address
        case .domain(let name):
            person.email.lowercased().hasSuffix("@\(name)")
                && (person.hostedDomain?.lowercased() == name || name.hasSuffix(".iam.gserviceaccount.com"))
        case .group(let name): person.groups.contains { $0.lowercased() == name }
        case .accessLevel(let name): person.accessLevels.contains { $0.lowercased() == name }
        case .everyone: true
        }
    }

    private static func rest(of text: String, after prefix: String) -> String? {
        guard text.hasPrefix(prefix), text.count > prefix.count else { return nil }
        return String(text.dropFirst(prefix.count))
    }

    private static func isPlain(_ text: String) -> Bool {
        text.utf8.count <= 320 && text.utf8.allSatisfy { (33...126).contains($0) && $0 != 42 && $0 != 44 }
    }

    private static func unreadable(_ text: String) -> Problem {
        Problem(
            .invalidRequest, "Not a rule for a role", detail: "‘\(text.prefix(100))’",
            fix: "Write an e-mail address, domain:EXAMPLE.COM, group:NAME, level:NAME or everyone."
        )
    }
}

/// Who a verified token says is there.
package struct Person: Sendable, Hashable {
    package var email: String
    /// `hd`: the Google Workspace domain that the account belongs to.
    package var hostedDomain: String?
    package var groups: [String] = []
    package var accessLevels: [String] = []

    package init(
        email: String, hostedDomain: String? = nil, groups: [String] = [], accessLevels: [String] = []
    ) {
        self.email = email
        self.hostedDomain = hostedDomain
        self.groups = groups
        self.accessLevels = accessLevels
    }
}
