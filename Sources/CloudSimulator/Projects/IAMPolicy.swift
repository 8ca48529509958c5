import NIOCore

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

    package var json: JSONValue { json(upTo: 3) }

    /// The policy as a caller sees it that asked for this version. Below 3 no condition is shown: the role's name says
    /// that there is one, and such a policy must not be written back.
    package func json(upTo version: Int64?) -> JSONValue {
        guard hasConditions else { return ["version": 1, "etag": .string(etag), "bindings": .array(bindings)] }
        if version == 3 { return ["version": 3, "etag": .string(etag), "bindings": .array(bindings)] }
        let shown = bindings.map { binding -> JSONValue in
            guard let condition = binding["condition"] else { return binding }
            var plain = binding
            plain["condition"] = nil
            let mark = String(condition.hashText.prefix(20))
            plain["role"] = .string("\(binding["role"]?.string ?? "")_withcond_\(mark)")
            return plain
        }
        return ["version": 1, "etag": .string(etag), "bindings": .array(shown)]
    }

    private var hasConditions: Bool { bindings.contains { $0["condition"] != nil } }

    /// The shape of a Policy in a request.
    package static let shape: JSONShape = .object([
        "version": .integer, "etag": .string, "kind": .string, "resourceId": .string, "auditConfigs": .any,
        "bindings": .array(
            .object(["role": .string, "members": .array(.string), "condition": condition])
        ),
    ])

    private static let condition: JSONShape = .object([
        "title": .string, "description": .string, "expression": .string, "location": .string,
    ])

    /// Replaces the bindings; a wrong etag is 409 ABORTED, as in a lost race.
    package mutating func set(_ policy: JSONValue) throws {
        if let etag = policy["etag"]?.string, !etag.isEmpty, etag != self.etag {
            throw GoogleError.aborted(
                "There were concurrent policy changes. Please retry the whole "
                    + "read-modify-write with exponential backoff.")
        }
        let version = policy["version"]?.int64 ?? 0
        guard [0, 1, 3].contains(version) else {
            throw GoogleError.invalidArgument("Invalid policy version \(version).", field: "policy.version")
        }
        let isConditional = (policy["bindings"]?.array ?? []).contains { $0["condition"] != nil }
        // Whoever does not say version 3 has not seen the conditions, and would lose them.
        if version != 3, isConditional || hasConditions {
            throw GoogleError.invalidArgument(
                "The specified policy version (\(version)) does not support conditional role bindings; set version 3.",
                field: "policy.version"
            )
        }
        for binding in policy["bindings"]?.array ?? [] {
            if let condition = binding["condition"], condition["expression"]?.string?.isEmpty ?? true {
                throw GoogleError.invalidArgument(
                    "A condition needs an expression.", field: "policy.bindings.condition"
                )
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

extension JSONValue {
    /// A few letters that stand for a value; the same for equal ones.
    fileprivate var hashText: String {
        Base64Text.encode(String(buffer: buffer)).filter { $0.isLetter || $0.isNumber }.lowercased()
    }
}
