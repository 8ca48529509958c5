/// What a type asks of its decoder.
final class SchemaNotes {
    var fields: [String: SchemaShape.Field] = [:]
}

/// Answers every question with a placeholder, and notes the question. See ``SchemaShape``.
struct SchemaDecoder: Decoder {
    var notes: SchemaNotes
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(SchemaKeyedContainer(notes: notes))
    }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw SchemaStop() }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw SchemaStop() }
}

/// A value that cannot be made up: its schema is noted, the type's decoding may stop.
struct SchemaStop: Error {}

struct SchemaKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    var notes: SchemaNotes
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) throws -> Bool { true }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { note(key, .boolean, false) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { note(key, .string, "") }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { note(key, .number, 0) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { note(key, .number, 0) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { note(key, .integer, 0) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { note(key, .integer, 0) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { note(key, .integer, 0) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { note(key, .integer, 0) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { note(key, .integer, 0) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { note(key, .integer, 0) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { note(key, .integer, 0) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { note(key, .integer, 0) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { note(key, .integer, 0) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { note(key, .integer, 0) }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let field = Schema.described(type)
        notes.fields[key.stringValue] = SchemaShape.Field(schema: field.schema, isRequired: true)
        guard let value = field.placeholder as? Value else { throw SchemaStop() }
        return value
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { noteOptional(key, .boolean) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { noteOptional(key, .string) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { noteOptional(key, .number) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { noteOptional(key, .integer) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { noteOptional(key, .integer) }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        noteOptional(key, Schema.described(type).schema)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<Nested>
    {
        throw SchemaStop()
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw SchemaStop() }
    func superDecoder() throws -> any Decoder { throw SchemaStop() }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw SchemaStop() }

    private func note<Value>(_ key: Key, _ schema: Schema, _ placeholder: Value) -> Value {
        notes.fields[key.stringValue] = SchemaShape.Field(schema: schema, isRequired: true)
        return placeholder
    }

    private func noteOptional<Value>(_ key: Key, _ schema: Schema) -> Value? {
        notes.fields[key.stringValue] = SchemaShape.Field(schema: schema, isRequired: false)
        return nil
    }
}
