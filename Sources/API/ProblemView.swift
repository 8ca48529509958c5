package import Domain

/// The body of every error: RFC 9457 `application/problem+json` with a stable `code` and a `fix`.
package struct ProblemView: Sendable, Hashable, Codable {
    /// `urn:llm-manager:problem:<code>`.
    package var type: String
    package var title: String
    package var status: Int
    package var code: String
    package var detail: String
    package var fix: String
    package var retryable: Bool
    package var requestId: String?

    package init(_ problem: Problem, status: Int, requestID: String?) {
        type = "urn:llm-manager:problem:\(problem.code.rawValue)"
        title = problem.title
        self.status = status
        code = problem.code.rawValue
        detail = problem.detail
        fix = problem.fix
        retryable = problem.isRetryable
        requestId = requestID
    }
}
