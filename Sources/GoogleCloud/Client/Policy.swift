/// An IAM policy; send back the etag that came with it. What cannot be read of its bindings is an error: a policy that
/// is written back with less than there was takes somebody's access away, or a condition.
package struct Policy: Sendable, Hashable, Codable {
    package struct Binding: Sendable, Hashable, Codable {
        package struct Condition: Sendable, Hashable, Codable {
            package var title: String?
            package var description: String?
            package var expression: String?
            package var location: String?

            package init(title: String? = nil, description: String? = nil, expression: String? = nil) {
                self.title = title
                self.description = description
                self.expression = expression
            }
        }

        package var role: String
        package var members: [String]?
        package var condition: Condition?

        enum CodingKeys: CodingKey { case role, members, condition }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            role = try container.decode(String.self, forKey: .role)
            members = try container.decodeIfPresent([String].self, forKey: .members)
            let isConditional = try container.contains(.condition) && !container.decodeNil(forKey: .condition)
            condition = isConditional ? try container.decode(Condition.self, forKey: .condition) : nil
        }

        package init(role: String, members: [String]?, condition: Condition? = nil) {
            self.role = role
            self.members = members
            self.condition = condition
        }
    }

    package var version: Int?
    package var etag: String?
    package var bindings: [Binding]?

    package init(version: Int? = nil, etag: String? = nil, bindings: [Binding]? = nil) {
        self.version = version
        self.etag = etag
        self.bindings = bindings
    }

    /// Whether `member` holds `role` without a condition.
    package func grants(_ role: String, to member: String) -> Bool {
        (bindings ?? []).contains { binding in
            binding.role == role && binding.condition == nil && (binding.members ?? []).contains(member)
        }
    }

    /// Adds `member` to the unconditional binding of `role`, making it where there is none.
    package mutating func grant(_ role: String, to member: String) {
        guard !grants(role, to: member) else { return }
        var all = bindings ?? []
        if let index = all.firstIndex(where: { $0.role == role && $0.condition == nil }) {
            all[index].members = (all[index].members ?? []) + [member]
        } else {
            all.append(Binding(role: role, members: [member]))
        }
        bindings = all
    }

    /// Takes `member` out of every unconditional binding of `role`.
    package mutating func revoke(_ role: String, from member: String) {
        bindings = bindings?.compactMap { binding in
            guard binding.role == role, binding.condition == nil else { return binding }
            var rest = binding
            rest.members = binding.members?.filter { $0 != member }
            return rest.members?.isEmpty ?? true ? nil : rest
        }
    }
}

/// The wire forms around a policy that several APIs share.
struct PolicyRequests {
    struct Get: Encodable {
        struct Options: Encodable { var requestedPolicyVersion = 3 }
        var options = Options()
    }
    struct Set: Encodable { var policy: Policy }
    struct Permissions: Codable { var permissions: [String]? }
}
