import Domain
import HTTPTypes

/// A problem of HTTP itself, whose status is not the one of its code.
struct HTTPProblem: Error {
    var status: Int
    var problem: Problem
    var headers: HTTPFields = [:]

    static func notFound(_ path: String) -> HTTPProblem {
        let problem = Problem(
            .notFound, "No such address", detail: "nothing answers at \(path.prefix(200))",
            fix: "GET /api/openapi.json lists every address."
        )
        return HTTPProblem(status: 404, problem: problem)
    }

    static func methodNotAllowed(_ method: String, allowed: [String]) -> HTTPProblem {
        let list = allowed.joined(separator: ", ")
        let problem = Problem(
            .invalidRequest, "Not with this method", detail: "\(method) is not answered here", fix: "Use \(list)."
        )
        return HTTPProblem(status: 405, problem: problem, headers: [.allow: list])
    }

    static func mediaType(_ given: String?) -> HTTPProblem {
        let problem = Problem(
            .invalidRequest, "Not JSON", detail: "Content-Type is ‘\(given?.prefix(100) ?? "missing")’",
            fix: "Send Content-Type: application/json."
        )
        return HTTPProblem(status: 415, problem: problem)
    }

    static func tooLarge(limit: Int) -> HTTPProblem {
        let problem = Problem(.invalidRequest, "The body is too large", detail: "at most \(limit) bytes are read")
        // What is left of the body would be read for nothing.
        return HTTPProblem(status: 413, problem: problem, headers: [.connection: "close"])
    }

    static let stopping = HTTPProblem(
        status: 503,
        problem: Problem(
            .unavailable, "The manager is stopping", detail: "what was asked had not ended when it had to go",
            fix: "Ask again: what goes on by itself (imports, deploys) can be seen in its list.", isRetryable: true
        ),
        headers: [.retryAfter: "1", .connection: "close"]
    )

    static let tooSlow = HTTPProblem(
        status: 408,
        problem: Problem(
            .timedOut, "The body came too slowly", detail: "it was not whole in time",
            fix: "Send it faster, or in parts."
        ),
        headers: [.connection: "close"]
    )
}
