package import Domain

/// `GET /api/services/{region}/{name}/permissions`: who may call a service.
package struct AccessView: Sendable, Hashable, Codable {
    package var isPublic: Bool
    /// Cloud Run asks nobody who calls, whatever the members say (`invokerIamDisabled`).
    package var invokerCheckDisabled: Bool
    package var invokers: [Invoker]
    /// Why those who may call by a role on the project are not listed.
    package var inheritedProblem: String?
    package var etag: String?

    package init(_ access: ServiceAccess) {
        isPublic = access.isPublic
        invokerCheckDisabled = access.invokerCheckDisabled
        invokers = access.invokers
        inheritedProblem = access.inheritedProblem
        etag = access.etag
    }
}

/// `POST /api/services/{region}/{name}/permissions`: one change.
package struct AccessRequest: Sendable, Hashable, Codable {
    package enum Action: String, Sendable, Hashable, Codable, CaseIterable {
        case add, remove, makePrivate
    }

    package var action: Action
    /// `user:…`, `group:…`, `serviceAccount:…`, `domain:…`, `allUsers`; not with `makePrivate`.
    package var member: String?
    /// Of the list that was seen; left out: whatever it is now.
    package var etag: String?
    /// Everybody on the internet may call: a person agrees.
    package var confirmPublic: Bool?

    package init(action: Action, member: String? = nil, etag: String? = nil, confirmPublic: Bool? = nil) {
        self.action = action
        self.member = member
        self.etag = etag
        self.confirmPublic = confirmPublic
    }

    /// - Throws: `invalid-request`.
    package func change() throws(Problem) -> AccessChange {
        if action == .makePrivate { return .makePrivate }
        guard let member, !member.isEmpty else {
            throw Problem(
                .invalidRequest, "A field is missing", detail: "‘member’ is required to \(action.rawValue) one")
        }
        return action == .add ? .add(try AccessChange.member(parsing: member)) : .remove(member)
    }
}
