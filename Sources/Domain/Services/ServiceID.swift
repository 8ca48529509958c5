/// A service is runtime + region + name.
package struct ServiceID: Sendable, Hashable, Codable, CustomStringConvertible {
    package var region: String
    package var name: String

    /// - Throws: `Problem(.invalidRequest)` unless the name follows Cloud Run's rule: a lowercase letter first, then
    ///   lowercase letters, digits, hyphens; no hyphen last; at most 49 characters. The local runtime keeps the same rule.
    package init(region: String, name: String) throws(Problem) {
        let bytes = Array(name.utf8)
        let isValid =
            (1...49).contains(bytes.count) && (97...122).contains(bytes[0]) && bytes[bytes.count - 1] != 45
            && bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard isValid else {
            throw Problem(
                .invalidRequest, "Not a service name",
                detail: "‘\(name.prefix(100))’: a lowercase letter first, then lowercase letters, digits and hyphens, "
                    + "at most 49 characters, no hyphen last"
            )
        }
        try Self.check(region: region)
        self.region = region
        self.name = name
    }

    /// - Throws: `Problem(.invalidRequest)` unless it is 1 to 40 lowercase letters, digits and hyphens, a letter first.
    package static func check(region: String) throws(Problem) {
        let isValid =
            (1...40).contains(region.utf8.count) && (97...122).contains(region.utf8.first ?? 0)
            && region.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard isValid else {
            throw Problem(
                .invalidRequest, "Not a region", detail: "‘\(region.prefix(100))’ is not a region such as us-central1")
        }
    }

    package var description: String { "\(region)/\(name)" }
}
