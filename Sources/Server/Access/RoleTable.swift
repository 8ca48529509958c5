package import Domain

/// Which role each person has. Whom several rules name has the highest of their roles; whom none names has none.
package struct RoleTable: Sendable, Hashable {
    package var rules: [Role: [RoleRule]]

    package init(_ rules: [Role: [RoleRule]] = [:]) { self.rules = rules }

    package func role(of person: Person) -> Role? {
        Role.allCases.sorted(by: >).first { role in rules[role, default: []].contains { $0.matches(person) } }
    }

    package var isEmpty: Bool { rules.values.allSatisfy(\.isEmpty) }

    /// - Throws: `permission-denied` for whom no rule names.
    func admission(of person: Person) throws(Problem) -> Admission {
        guard let role = role(of: person) else {
            throw Problem(
                .permissionDenied, "No role here", detail: "\(person.email) is known, but has no role in this manager",
                fix: "Ask who runs this manager for the role viewer, operator or admin."
            )
        }
        return Admission(actor: person.email, role: role)
    }
}

/// Who was let in, and what they may do.
struct Admission: Sendable, Hashable {
    var actor: String
    var role: Role
}
