import Domain
import Foundation
import Hummingbird
import NIOCore
import NIOFoundationCompat

extension Call {
    /// The body as a wire type. Unknown fields and wrong types are named.
    func decoded<Body: Decodable>(_ type: Body.Type) throws(Problem) -> Body {
        let data = Data(buffer: body)
        let object: Any
        do {
            object = try JSONSerialization.jsonObject(with: data)
        } catch {
            throw Problem(.invalidRequest, "Not JSON", detail: "the body cannot be read as JSON")
        }
        guard let fields = object as? [String: Any] else {
            throw Problem(.invalidRequest, "Not a JSON object", detail: "the body is JSON, but no object")
        }
        let known = Schema.fieldNames(of: type)
        if let unknown = fields.keys.sorted().first(where: { !known.contains($0) }) {
            throw Problem(
                .invalidRequest, "Unknown field", detail: "‘\(unknown.prefix(100))’ means nothing here",
                fix: "It takes \(known.sorted().joined(separator: ", "))."
            )
        }
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw Self.problem(error)
        } catch {
            throw Problem(wrapped: error)
        }
    }

    private static func problem(_ error: DecodingError) -> Problem {
        switch error {
        case .keyNotFound(let key, _):
            return Problem(.invalidRequest, "A field is missing", detail: "‘\(key.stringValue)’ is required")
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return Problem(
                .invalidRequest, "A field has a wrong value",
                detail: path.isEmpty ? context.debugDescription : "‘\(path)’: \(context.debugDescription)"
            )
        @unknown default:
            return Problem(.invalidRequest, "The body cannot be read", detail: "it does not have the expected fields")
        }
    }
}

extension Problem {
    fileprivate init(wrapped error: any Error) {
        self = error as? Problem ?? Problem(.invalidRequest, "The body cannot be read", detail: "a field is not valid")
    }
}
