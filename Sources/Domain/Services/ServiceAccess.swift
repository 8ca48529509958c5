/// A runtime whose services say who may call them. Beside ``RuntimeAdapter``, for those that can.
package protocol ServiceAccessControl: Sendable {
    /// - Throws: `not-found`, `permission-denied`.
    func access(_ id: ServiceID) async throws -> ServiceAccess
    /// Changes who may call, under the etag that was seen: a change in between is a `conflict`. What it does not name
    /// stays, conditions included.
    /// - Throws: `conflict`, `unsupported` with the organization's rule when that refuses it.
    func change(_ id: ServiceID, _ change: AccessChange, etag: String?) async throws -> ServiceAccess
}

/// Who may call a service.
package struct ServiceAccess: Sendable, Hashable, Codable {
    /// Everybody may call it, by a member or because nobody is asked.
    package var isPublic: Bool
    /// Cloud Run asks nobody who calls, whatever the members say.
    package var invokerCheckDisabled: Bool
    package var invokers: [Invoker]
    /// Why those who may call by a role on the project are not listed; nil when they are.
    package var inheritedProblem: String?
    package var etag: String?

    package init(
        isPublic: Bool, invokerCheckDisabled: Bool, invokers: [Invoker], inheritedProblem: String? = nil,
        etag: String? = nil
    ) {
        self.isPublic = isPublic
        self.invokerCheckDisabled = invokerCheckDisabled
        self.invokers = invokers
        self.inheritedProblem = inheritedProblem
        self.etag = etag
    }
}

/// One who may call.
package struct Invoker: Sendable, Hashable, Codable {
    /// `user:a@example.org`, `allUsers`.
    package var member: String
    package var kind: MemberKind
    /// The role that lets it call.
    package var role: String
    /// By a role on the project, not on the service.
    package var isInherited: Bool
    /// The condition's title (or expression) where the right has one.
    package var condition: String?

    package init(member: String, role: String, isInherited: Bool, condition: String? = nil) {
        self.member = member
        kind = MemberKind(of: member)
        self.role = role
        self.isInherited = isInherited
        self.condition = condition
    }
}

package enum MemberKind: String, Sendable, Hashable, Codable, CaseIterable {
    case user, group, serviceAccount, domain, allUsers, allAuthenticatedUsers
    /// Pools of workload identities, deleted members, roles of the project.
    case other

    package init(of member: String) {
        let name = member.split(separator: ":", maxSplits: 1).first.map(String.init) ?? ""
        self = MemberKind(rawValue: name) ?? .other
    }

    /// Anybody on the internet, with or without a Google account.
    package var isEverybody: Bool { self == .allUsers || self == .allAuthenticatedUsers }
}

package enum AccessChange: Sendable, Hashable {
    case add(String)
    case remove(String)
    /// Takes everybody's right away, and has Cloud Run ask who calls.
    case makePrivate

    /// A member as IAM writes it.
    /// - Throws: `invalid-request`.
    package static func member(parsing text: String) throws(Problem) -> String {
        let kind = MemberKind(of: text)
        if kind.isEverybody, text == kind.rawValue { return text }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let isMail = parts.count == 2 && parts[1].contains("@") && !parts[1].contains { $0.isWhitespace }
        let isDomain = parts.count == 2 && parts[1].contains(".") && !parts[1].contains { $0 == "@" || $0.isWhitespace }
        switch kind {
        case .user where isMail, .group where isMail, .serviceAccount where isMail: return text
        case .domain where isDomain: return text
        case .other where ["principal", "principalSet"].contains(parts[0]) && parts.count == 2: return text
        default:
            throw Problem(
                .invalidRequest, "Not a member", detail: "‘\(text.prefix(200))’ names nobody whom IAM knows",
                fix: "Write user:, group: or serviceAccount: with an e-mail, domain: with a domain, allUsers or "
                    + "allAuthenticatedUsers."
            )
        }
    }
}
