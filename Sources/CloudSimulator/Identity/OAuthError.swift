import HTTPTypes
import Hummingbird

/// An error of a token endpoint (RFC 6749, 5.2).
struct OAuthError: Error, Sendable {
    let code: String
    let description: String
    var status = HTTPResponse.Status.badRequest

    init(_ code: String, _ description: String, status: HTTPResponse.Status = .badRequest) {
        self.code = code
        self.description = description
        self.status = status
    }

    var response: Response {
        .json(["error": .string(code), "error_description": .string(description)], status: status)
    }
}
