import ControlPlane
import HTTPTypes
import Hummingbird

/// Which header fields pass the proxy: all but those of one connection (RFC 9110, 7.6.1), and those by which the caller
/// would prove who it is, because we prove who we are.
enum ProxyHeaders {
    private static let connection: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "expect",
    ]
    private static let credentials: Set<String> = [
        "authorization", "x-serverless-authorization", "proxy-authorization", "cookie", "x-api-key",
    ]

    static func outgoing(_ request: Request) -> [ForwardedHead.Field] {
        let named = listed(request.headers[.connection])
        return request.headers.compactMap { field in
            let name = field.name.canonicalName
            guard !connection.contains(name), !credentials.contains(name), !named.contains(name), name != "host",
                name != "content-length"
            else { return nil }
            return .init(field.name.rawName, field.value)
        }
    }

    static func incoming(_ answer: EndpointStream) -> HTTPFields {
        let named = listed(answer.header("connection"))
        var fields: HTTPFields = [:]
        for field in answer.headers {
            guard let name = HTTPField.Name(field.name), !connection.contains(name.canonicalName),
                !named.contains(name.canonicalName), name != .contentLength
            else { continue }
            fields.append(HTTPField(name: name, value: field.value))
        }
        return fields
    }

    private static func listed(_ text: String?) -> Set<String> {
        Set((text ?? "").split(separator: ",").map { $0.filter { !$0.isWhitespace }.lowercased() })
    }
}
