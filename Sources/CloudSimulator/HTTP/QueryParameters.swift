package import Hummingbird

/// The query of a request, decoded, in order, names repeated where they were repeated.
package struct QueryParameters: Sendable {
    package let items: [(name: String, value: String)]

    /// What every Google API takes on every call.
    static let system: Set<String> = [
        "alt", "$alt", "prettyPrint", "$prettyPrint", "fields", "$fields", "key", "$key", "quotaUser", "$quotaUser",
        "userProject", "$userProject", "userIp", "access_token", "oauth_token", "callback", "$callback", "uploadType",
        "upload_protocol", "$.xgafv", "$httpMethod", "$outputDefaults",
    ]

    /// Reads the query without judging it.
    package init(_ request: Request) {
        self.init(form: request.uri.query ?? "")
    }

    /// Reads a query, or a body of application/x-www-form-urlencoded.
    package init(form: String) {
        items = form.split(separator: "&", omittingEmptySubsequences: true).map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = PercentCoding.decode(parts[0], plusIsSpace: true)
            return (name, parts.count > 1 ? PercentCoding.decode(parts[1], plusIsSpace: true) : "")
        }
    }

    /// Reads the query and refuses, as Google does, a name that is neither in `allowed` nor a system parameter.
    package init(_ request: Request, allowing allowed: Set<String>) throws {
        self.init(request)
        for item in items where !allowed.contains(item.name) && !Self.system.contains(item.name) {
            throw GoogleError.invalidArgument(
                "Invalid JSON payload received. Unknown name \"\(item.name)\": Cannot bind query parameter. "
                    + "Field '\(item.name)' could not be found in request message."
            )
        }
    }

    /// The first value of a name.
    package subscript(_ name: String) -> String? {
        items.first { $0.name == name }?.value
    }

    package func contains(_ name: String) -> Bool {
        items.contains { $0.name == name }
    }

    /// All values of a repeated name.
    package func all(_ name: String) -> [String] {
        items.filter { $0.name == name }.map(\.value)
    }

    /// An integer; 400 naming the parameter for anything else.
    package func integer(_ name: String) throws -> Int64? {
        guard let text = self[name], !text.isEmpty else { return nil }
        guard let value = Int64(text) else {
            throw GoogleError.invalidArgument("Invalid value at '\(name)' (TYPE_INT64), \"\(text)\"", field: name)
        }
        return value
    }

    /// A flag; 400 naming the parameter for anything but true and false.
    package func bool(_ name: String) throws -> Bool? {
        switch self[name] {
        case nil: return nil
        case "true", "True", "1": return true
        case "false", "False", "0": return false
        case .some(let text):
            throw GoogleError.invalidArgument("Invalid value at '\(name)' (TYPE_BOOL), \"\(text)\"", field: name)
        }
    }

    /// `[from, to)` of a list of `count` items for `pageSize` and `pageToken`, and the token of the next page.
    package func page(
        of count: Int,
        size sizeName: String = "pageSize",
        standard: Int,
        maximum: Int
    ) throws -> (range: Range<Int>, next: String?) {
        let asked = Int(try integer(sizeName) ?? 0)
        guard asked >= 0 else { throw GoogleError.invalidArgument("\(sizeName) must not be negative.") }
        let size = asked == 0 ? standard : min(asked, maximum)
        var from = 0
        if let token = self["pageToken"], !token.isEmpty {
            guard token.hasPrefix("page-"), let offset = Int(token.dropFirst(5)), offset <= count, offset >= 0 else {
                throw GoogleError.invalidArgument("The page token is invalid.", field: "pageToken")
            }
            from = offset
        }
        let to = min(count, from + size)
        return (from..<to, to < count ? "page-\(to)" : nil)
    }
}
