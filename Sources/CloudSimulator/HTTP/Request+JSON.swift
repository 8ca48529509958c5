package import Hummingbird

extension Request {
    /// The body as JSON of the given shape. Empty means `{}`; anything that is not JSON, or has a field that the
    /// shape does not know, is Google's 400. Bodies over 4 MiB are refused.
    package func json(_ shape: JSONShape) async throws -> JSONValue {
        let buffer = try await body.collect(upTo: 4 << 20)
        return try JSONValue.reading(buffer, shape)
    }
}

extension JSONValue {
    /// Reads and checks a request body; empty means `{}`.
    package static func reading(_ buffer: ByteBuffer, _ shape: JSONShape) throws -> JSONValue {
        guard buffer.readableBytes > 0 else { return [:] }
        guard let value = try? JSONValue(parsing: buffer) else {
            throw GoogleError.invalidArgument("Invalid JSON payload received. Parsing terminated before end of input.")
        }
        try shape.check(value)
        return value
    }
}

extension Response {
    /// A JSON answer.
    package static func json(
        _ value: JSONValue,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = "application/json; charset=UTF-8"
        return Response(status: status, headers: headers, body: .init(byteBuffer: value.buffer))
    }
}
