import Domain
import Foundation

/// A query string read strictly: only declared names, each at most once.
enum QueryString {
    static func parse(_ text: String?, allowed: Set<String>) throws(Problem) -> [String: String] {
        var values: [String: String] = [:]
        for pair in (text ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decode(parts[0]), let value = parts.count == 2 ? decode(parts[1]) : "" else {
                throw Problem(
                    .invalidRequest, "Not a query string", detail: "‘\(pair.prefix(100))’ is not percent-encoded UTF-8"
                )
            }
            guard allowed.contains(name) else {
                throw Problem(
                    .invalidRequest, "Unknown query parameter", detail: "‘\(name.prefix(100))’ means nothing here",
                    fix: allowed.isEmpty
                        ? "This address takes no parameters." : "It takes \(allowed.sorted().joined(separator: ", "))."
                )
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw Problem(.invalidRequest, "A parameter twice", detail: "‘\(name)’ is given more than once")
            }
        }
        return values
    }

    private static func decode(_ text: Substring) -> String? {
        text.replacing("+", with: " ").removingPercentEncoding
    }
}
