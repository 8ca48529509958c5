import API
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// JSON with sorted keys; dates and sizes are already text and numbers in the wire types.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) throws
        -> Response
    {
        json(ByteBuffer(bytes: try JSONText.encode(value)), status: status, headers: headers)
    }

    static func json(_ bytes: ByteBuffer, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var fields = headers
        if fields[.contentType] == nil { fields[.contentType] = "application/json; charset=utf-8" }
        if fields[.cacheControl] == nil { fields[.cacheControl] = "no-store" }
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: bytes))
    }

    static func problem(_ view: ProblemView, headers: HTTPFields = [:]) throws -> Response {
        var fields = headers
        fields[.contentType] = "application/problem+json"
        return try json(view, status: HTTPResponse.Status(code: view.status), headers: fields)
    }
}

/// The one way in which the server writes JSON.
enum JSONText {
    static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }
}
