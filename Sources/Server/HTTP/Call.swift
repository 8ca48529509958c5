import Domain
import Foundation
import Hummingbird

/// One request to an operation, as its handler sees it: parameters decoded and checked, the body read.
struct Call: Sendable {
    var request: Request
    var context: ServerContext
    /// Only declared parameters, each at most once, percent-decoded.
    var query: [String: String]
    var body = ByteBuffer()

    /// The context of the call's `project`.
    func about() throws -> Domain.RequestContext {
        context.about(try Target(parsing: try required("project")))
    }

    /// The context of a call that names no project.
    var anywhere: Domain.RequestContext { context.about(.local) }

    func required(_ name: String) throws(Problem) -> String {
        guard let value = query[name], !value.isEmpty else {
            throw Problem(
                .invalidRequest, "A parameter is missing", detail: "the query parameter ‘\(name)’ is required"
            )
        }
        return value
    }

    /// A parameter that may be left out; an empty one counts as left out.
    func optional(_ name: String) -> String? { query[name].flatMap { $0.isEmpty ? nil : $0 } }

    func choice<Value: RawRepresentable & CaseIterable>(
        _ name: String, as type: Value.Type, else fallback: Value? = nil
    ) throws(Problem) -> Value where Value.RawValue == String {
        guard let text = query[name] else {
            if let fallback { return fallback }
            _ = try required(name)
            throw Self.bad(name, "", Value.allCases.map(\.rawValue))
        }
        guard let value = Value(rawValue: text) else { throw Self.bad(name, text, Value.allCases.map(\.rawValue)) }
        return value
    }

    /// `true` or `false`; left out: false.
    func flag(_ name: String) throws(Problem) -> Bool {
        guard let text = query[name] else { return false }
        guard let value = Bool(text) else { throw Self.bad(name, text, ["true", "false"]) }
        return value
    }

    /// A whole number, not negative, of at most nine digits.
    func number(_ name: String, else fallback: Int, atLeast least: Int = 0) throws(Problem) -> Int {
        guard let text = optional(name) else { return fallback }
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }),
            let value = Int(text), value >= least
        else {
            throw Problem(
                .invalidRequest, "A parameter has a wrong value", detail: "‘\(name)’ is ‘\(text.prefix(100))’",
                fix: least > 0 ? "It takes a whole number from \(least) on." : "It takes a whole number."
            )
        }
        return value
    }

    /// A segment of the path, percent-decoded.
    func segment(_ name: String) throws(Problem) -> String {
        guard let raw = context.parameters.get(name), let text = raw.removingPercentEncoding, !text.isEmpty else {
            throw Problem(.invalidRequest, "Not an address", detail: "the path's ‘\(name)’ is not percent-encoded text")
        }
        return text
    }

    func serviceInPath() throws(Problem) -> ServiceID {
        try ServiceID(region: try segment("region"), name: try segment("name"))
    }

    static func bad(_ name: String, _ value: String, _ expected: [String]) -> Problem {
        Problem(
            .invalidRequest, "A parameter has a wrong value", detail: "‘\(name)’ is ‘\(value.prefix(100))’",
            fix: "It takes one of \(expected.joined(separator: ", "))."
        )
    }
}
