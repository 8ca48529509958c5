/// An allow policy with its etag: read, changed and written back under that etag.
package struct IAMPolicy: Sendable, Hashable, Codable {
    package var bindings: [JSONValue]
    private var revision: Int

    package init(bindings: [JSONValue] = []) {
        self.bindings = bindings
        revision = 1
    }

    package var etag: String {
        Base64Text.encode("policy-\(revision)")
    }

    package var json: JSONValue {
        [
            "version": .integer(bindings.contains { $0["condition"] != nil } ? 3 : 1), "etag": .string(etag),
            "bindings": .array(bindings),
        ]
    }

    /// The shape of a Policy in a request.
    package static let shape: JSONShape = .object([
        "version": .integer, "etag": .string, "kind": .string, "resourceId": .string, "auditConfigs": .any,
        "bindings": .array(
            .object(["role": .string, "members": .array(.string), "condition": .any])
        ),
    ])

    /// Replaces the bindings; a wrong etag is 409 ABORTED, as in a lost race.
    package mutating func set(_ policy: JSONValue) throws {
        if let etag = policy["etag"]?.string, !etag.isEmpty, etag != self.etag {
            throw GoogleError.aborted(
                "There were concurrent policy changes. Please retry the whole "
                    + "read-modify-write with exponential backoff.")
        }
        for binding in policy["bindings"]?.array ?? [] {
            if binding["condition"] != nil, policy["version"]?.int64 != 3 {
                throw GoogleError.invalidArgument(
                    "Conditional bindings need policy version 3.", field: "policy.version")
            }
            guard let role = binding["role"]?.string, role.contains("roles/") else {
                throw GoogleError.invalidArgument("Role is required in a binding.", field: "policy.bindings.role")
            }
            for member in binding["members"]?.array ?? [] {
                let text = member.string ?? ""
                let known = text == "allUsers" || text == "allAuthenticatedUsers" || text.contains(":")
                guard known else {
                    throw GoogleError.invalidArgument("Invalid member \"\(text)\".", field: "policy.bindings.members")
                }
            }
        }
        bindings = policy["bindings"]?.array ?? []
        revision += 1
    }
}
