import Foundation
import JWT

/// The part of CEL that conditions of identity pools are mostly written in: `assertion.CLAIM == 'text'`, `!=`,
/// `.startsWith('text')`, joined by `&&` and `||`.
struct AttributeCondition {
    private let alternatives: [[String]]

    init(_ text: String) {
        alternatives = text.components(separatedBy: "||").map { $0.components(separatedBy: "&&") }
    }

    /// - Throws: `OAuthError` for a condition that cannot be read.
    func holds(for claims: [String: JWT.JSONValue]) throws -> Bool {
        var isMet = false
        for terms in alternatives {
            let results = try terms.map { try Self.holds($0, claims) }
            if results.allSatisfy(\.self) { isMet = true }
        }
        return isMet
    }

    private static func holds(_ term: String, _ claims: [String: JWT.JSONValue]) throws -> Bool {
        let comparison = /\s*assertion\.([a-z_]+)\s*(==|!=)\s*'([^']*)'\s*/
        let prefix = /\s*assertion\.([a-z_]+)\.startsWith\('([^']*)'\)\s*/
        if let match = term.wholeMatch(of: comparison) {
            let claim = claims[String(match.1)]?.string
            return match.2 == "==" ? claim == String(match.3) : claim != String(match.3)
        }
        if let match = term.wholeMatch(of: prefix) {
            return claims[String(match.1)]?.string?.hasPrefix(String(match.2)) ?? false
        }
        throw OAuthError("invalid_request", "The provider's attribute condition is not understood here: \(term)")
    }
}
