import HTTPTypes
import Hummingbird

/// A call of a Google JSON API: what its path captured, and its checked query.
struct GoogleCall: Sendable {
    let request: Request
    let context: SimulatorContext
    let parameters: [String: String]
    let query: QueryParameters

    /// A captured segment.
    subscript(_ name: String) -> String { parameters[name] ?? "" }

    /// The body, in the shape that the method takes.
    func body(_ shape: JSONShape) async throws -> JSONValue {
        try await request.json(shape)
    }

    /// A JSON answer, cut down to `fields`.
    func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) throws -> Response {
        let fields = query["fields"] ?? query["$fields"]
        return .json(try fields.map { try FieldMask($0).apply(to: value) } ?? value, status: status)
    }

    /// A list with its page token; an empty list has no member, as Google's JSON leaves out what is empty.
    func list(_ name: String, _ items: [JSONValue], standard: Int = 50, maximum: Int = 1000) throws -> Response {
        let page = try query.page(of: items.count, standard: standard, maximum: maximum)
        var answer: JSONValue = [:]
        if !page.range.isEmpty { answer[name] = .array(Array(items[page.range])) }
        if let next = page.next { answer["nextPageToken"] = .string(next) }
        return try json(answer)
    }
}
