package import NIOCore

/// Decodes Google's answers as a client must that is older than the API: what it does not understand is unknown (nil),
/// never an error of the whole and never a default.
///
/// - A field that we do not know is left out; an enum's word is kept as it comes.
/// - An optional field whose value is null or of another kind is nil. So is an optional object in which something
///   essential is missing.
/// - A *list* (or a map of objects) that is of another kind, or has an element that cannot be read, is an error: it would
///   read as empty.
/// - An essential field (one that is not optional) throws, and the error names it.
/// - Numbers and bools are understood as strings and strings as numbers, as the JSON form of Protocol Buffers asks.
package struct GoogleDecoder: Decoder {
    let value: GoogleJSON
    package let codingPath: [any CodingKey]
    package var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ value: GoogleJSON, at path: [any CodingKey]) {
        self.value = value
        codingPath = path
    }

    /// - Throws: `DecodingError`; no bytes at all are an empty object.
    package static func decode<Answer: Decodable>(_ type: Answer.Type, from bytes: ByteBuffer) throws -> Answer {
        let value = bytes.readableBytes == 0 ? GoogleJSON.object([:]) : try GoogleJSON(parsing: bytes)
        return try read(type, value, at: [])
    }

    /// The value as the type that is asked for.
    static func read<Value: Decodable>(
        _ type: Value.Type, _ value: GoogleJSON, at path: [any CodingKey]
    ) throws -> Value {
        if type == GoogleJSON.self, let value = value as? Value { return value }
        return try Value(from: GoogleDecoder(value, at: path))
    }

    package func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = value else { throw Self.mismatch("an object", value, at: codingPath) }
        return KeyedDecodingContainer(GoogleMembers<Key>(members: members, codingPath: codingPath))
    }

    package func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = value else { throw Self.mismatch("a list", value, at: codingPath) }
        return GoogleElements(elements, at: codingPath)
    }

    package func singleValueContainer() throws -> any SingleValueDecodingContainer {
        GoogleScalar(value: value, codingPath: codingPath)
    }

    static func mismatch(_ wanted: String, _ value: GoogleJSON, at path: [any CodingKey]) -> DecodingError {
        .typeMismatch(
            GoogleJSON.self, .init(codingPath: path, debugDescription: "\(wanted) is expected, not \(value.kind)"))
    }
}

extension GoogleJSON {
    var isNull: Bool {
        if case .null = self { true } else { false }
    }

    fileprivate var kind: String {
        switch self {
        case .object: "an object"
        case .array: "a list"
        case .string: "a text"
        case .integer, .number: "a number"
        case .bool: "true or false"
        case .null: "null"
        }
    }
}
