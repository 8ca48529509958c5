import NIOCore
import Outbound

/// A subject token that a server of the environment gives out (Azure's metadata server, a CI system).
struct URLSubjectToken: SubjectTokenReader {
    let url: String
    let headers: [String: String]
    let format: SubjectTokenSource.Format
    let outbound: OutboundClient

    func subjectToken() async throws -> String {
        var request = OutboundRequest(.get, url, retry: RetryPolicy(attempts: 3, deadline: .seconds(30)))
        for (name, value) in headers { request.headers[name] = value }
        let response = try await outbound.send(request)
        let body = try await response.collect(upTo: 1 << 20)
        let place = OutboundError.place(of: url)
        guard response.status == 200 else {
            throw GoogleCloudError(
                .credentialsInvalid, message: "\(place) gave no subject token: HTTP \(response.status)",
                httpStatus: response.status,
                advice: "Look at credential_source.url and its headers in the credential file."
            )
        }
        return try format.token(in: String(buffer: body), from: place)
    }
}
