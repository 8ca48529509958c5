import HTTPTypes
package import Hummingbird

/// The shapes in which an error leaves.
package enum ErrorStyle: Sendable {
    /// google.rpc.Status with details.
    case modern
    /// Storage's and Compute's `errors` array.
    case legacy
    /// Text.
    case plain

    /// The response of an error in this shape.
    package func response(for error: GoogleError) -> Response {
        var headers = error.headers
        switch self {
        case .plain:
            headers[.contentType] = "text/plain; charset=utf-8"
            return Response(
                status: error.status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: error.message))
            )
        case .modern, .legacy:
            headers[.contentType] = "application/json; charset=UTF-8"
            return Response(
                status: error.status, headers: headers, body: .init(byteBuffer: body(of: error).buffer)
            )
        }
    }

    private func body(of error: GoogleError) -> JSONValue {
        var inner: JSONValue = ["code": .integer(Int64(error.status.code)), "message": .string(error.message)]
        if self == .modern {
            inner["status"] = .string(error.code)
            if !error.details.isEmpty { inner["details"] = .array(error.details) }
        } else {
            var entry: JSONValue = [
                "domain": "global", "reason": .string(error.reason), "message": .string(error.message),
            ]
            if let location = error.location {
                entry["location"] = .string(location.name)
                entry["locationType"] = .string(location.type)
            }
            inner["errors"] = [entry]
            if error.reason == "accessNotConfigured" { inner["details"] = .array(error.details) }
        }
        return ["error": inner]
    }
}
