/// The members of an object that is decoded; the rules are ``GoogleDecoder``'s.
struct GoogleMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: [String: GoogleJSON]
    let codingPath: [any CodingKey]

    var allKeys: [Key] { members.keys.compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }

    func decodeNil(forKey key: Key) throws -> Bool { members[key.stringValue]?.isNull ?? true }

    private func scalar(_ key: Key) throws -> GoogleScalar {
        guard let value = members[key.stringValue], !value.isNull else {
            throw DecodingError.keyNotFound(
                key, .init(codingPath: codingPath, debugDescription: "it is missing or null"))
        }
        return GoogleScalar(value: value, codingPath: codingPath + [key])
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try scalar(key).decode(type) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try scalar(key).decode(type) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try scalar(key).decode(type) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try scalar(key).decode(type) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try scalar(key).decode(type) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try scalar(key).decode(type) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try scalar(key).decode(type) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try scalar(key).decode(type) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try scalar(key).decode(type) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try scalar(key).decode(type) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try scalar(key).decode(type) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try scalar(key).decode(type) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try scalar(key).decode(type) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try scalar(key).decode(type) }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try scalar(key).decode(type)
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { known(type, key) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { known(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { known(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { known(type, key) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { known(type, key) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { known(type, key) }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard let value = members[key.stringValue], !value.isNull else { return nil }
        if type == [String: String].self {
            // Labels and the like: what is no text is left out, the others stay.
            guard case .object(let entries) = value else { return nil }
            return entries.compactMapValues { try? GoogleScalar(value: $0, codingPath: codingPath).decode(String.self) }
                as? Value
        }
        guard type is any DecodedList.Type else { return known(type, key) }
        return try GoogleDecoder.read(type, value, at: codingPath + [key])
    }

    /// nil for what is missing and for what cannot be read.
    private func known<Value: Decodable>(_ type: Value.Type, _ key: Key) -> Value? {
        try? scalar(key).decode(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try GoogleDecoder(scalar(key).value, at: codingPath + [key]).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try GoogleDecoder(scalar(key).value, at: codingPath + [key]).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { GoogleDecoder(.object(members), at: codingPath) }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        GoogleDecoder(members[key.stringValue] ?? .null, at: codingPath + [key])
    }
}

/// A list, or a map of objects, must be read whole or not at all.
private protocol DecodedList {}

extension Array: DecodedList where Element: Decodable {}
extension Dictionary: DecodedList where Key == String, Value: Decodable {}
