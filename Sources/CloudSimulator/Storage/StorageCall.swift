import HTTPTypes
import Hummingbird

/// A request to Storage with its path taken apart.
struct StorageCall {
    let request: Request
    let context: SimulatorContext
    let query: QueryParameters
    /// The path's segments, decoded one by one. A slash inside a name is `%2F` in the JSON API.
    let parts: [String]
    /// What follows the bucket in a path-style XML path, decoded, slashes kept.
    let xmlObject: String

    init(_ request: Request, _ context: SimulatorContext) {
        self.request = request
        self.context = context
        query = QueryParameters(request)
        let segments = request.uri.path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        parts = segments.map { PercentCoding.decode($0) }
        xmlObject = PercentCoding.decode(segments.dropFirst().joined(separator: "/"))
    }

    var method: HTTPRequest.Method { request.method }

    /// The origin as the client wrote it: links in answers lead back to it.
    var origin: String {
        "http://\(request.head.authority ?? "127.0.0.1")"
    }

    func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { request.headers[$0] }
    }

    /// Refuses query parameters that the method does not have.
    func allow(_ names: Set<String>) throws {
        _ = try QueryParameters(request, allowing: names)
    }

    /// A JSON answer, cut down to the `fields` that were asked for.
    func json(_ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) throws -> Response {
        let fields = query["fields"] ?? query["$fields"]
        let shown = try fields.map { try FieldMask($0).apply(to: value) } ?? value
        return .json(shown, status: status, headers: headers)
    }
}
