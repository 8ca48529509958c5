import Hummingbird
import NIOCore

/// The hub's refusals, told apart by status, `X-Error-Code` and `X-Error-Message` as its client tells them apart.
enum HuggingFaceError: Error, Sendable, Equatable {
    case repositoryNotFound(authenticated: Bool)
    case revisionNotFound(String)
    case entryNotFound
    case gated(id: String, authenticated: Bool)
    case disabled
    case invalidCredentials
    case tooManyRequests(secondsToReset: Int)
    case badRequest(String)
    case notFound

    var status: HTTPResponse.Status {
        switch self {
        case .repositoryNotFound(let authenticated): authenticated ? .notFound : .unauthorized
        case .revisionNotFound, .entryNotFound, .notFound: .notFound
        case .gated(_, let authenticated): authenticated ? .forbidden : .unauthorized
        case .disabled: .forbidden
        case .invalidCredentials: .unauthorized
        case .tooManyRequests: .tooManyRequests
        case .badRequest: .badRequest
        }
    }

    var code: String? {
        switch self {
        case .repositoryNotFound: "RepoNotFound"
        case .revisionNotFound: "RevisionNotFound"
        case .entryNotFound: "EntryNotFound"
        case .gated: "GatedRepo"
        case .disabled, .invalidCredentials, .tooManyRequests, .badRequest, .notFound: nil
        }
    }

    var message: String {
        switch self {
        case .repositoryNotFound: "Repository not found"
        case .revisionNotFound(let revision): "Invalid rev id: \(revision)"
        case .entryNotFound: "Entry not found"
        case .gated(let id, false):
            "Access to model \(id) is restricted. You must have access to it and be authenticated to access it. "
                + "Please log in."
        case .gated(let id, true):
            "Access to model \(id) is restricted and you are not in the authorized list. "
                + "Visit https://huggingface.co/\(id) to ask for access."
        case .disabled: "Access to this resource is disabled."
        case .invalidCredentials: "Invalid credentials in Authorization header"
        case .tooManyRequests:
            "We had to rate limit you, you hit the quota of API requests per 5 minutes period."
        case .badRequest(let text): text
        case .notFound: "Sorry, we can't find the page you are looking for."
        }
    }

    /// The answer: for the API a JSON body, for a download plain text.
    func response(plain: Bool) -> Response {
        var headers = HTTPFields()
        headers[named: "X-Error-Code"] = code
        headers[named: "X-Error-Message"] = message
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer realm=\"Authentication required\"" }
        if case .tooManyRequests(let seconds) = self { headers[.retryAfter] = String(seconds) }
        guard plain else { return .json(["error": .string(message)], status: status, headers: headers) }
        headers[.contentType] = "text/plain; charset=utf-8"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: message)))
    }
}
