/// One value that is decoded, in any of the forms that the JSON of Protocol Buffers gives it.
struct GoogleScalar: SingleValueDecodingContainer {
    let value: GoogleJSON
    let codingPath: [any CodingKey]

    func decodeNil() -> Bool { value.isNull }

    func decode(_ type: Bool.Type) throws -> Bool {
        switch value {
        case .bool(let flag): return flag
        case .string("true"): return true
        case .string("false"): return false
        default: throw GoogleDecoder.mismatch("true or false", value, at: codingPath)
        }
    }

    func decode(_ type: String.Type) throws -> String {
        switch value {
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .number(let number): return String(number)
        case .bool(let flag): return String(flag)
        default: throw GoogleDecoder.mismatch("a text", value, at: codingPath)
        }
    }

    func decode(_ type: Double.Type) throws -> Double {
        switch value {
        case .number(let number): return number
        case .integer(let number): return Double(number)
        case .string(let text):
            if let number = Double(text), number.isFinite { return number }
        default: break
        }
        throw GoogleDecoder.mismatch("a number", value, at: codingPath)
    }

    func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
    func decode(_ type: Int.Type) throws -> Int { try whole() }
    func decode(_ type: Int8.Type) throws -> Int8 { try whole() }
    func decode(_ type: Int16.Type) throws -> Int16 { try whole() }
    func decode(_ type: Int32.Type) throws -> Int32 { try whole() }
    func decode(_ type: Int64.Type) throws -> Int64 { try whole() }
    func decode(_ type: UInt.Type) throws -> UInt { try whole() }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try whole() }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try whole() }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try whole() }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try whole() }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try GoogleDecoder.read(type, value, at: codingPath)
    }

    private func whole<Whole: FixedWidthInteger>() throws -> Whole {
        switch value {
        case .integer(let number):
            if let number = Whole(exactly: number) { return number }
        case .number(let number):
            if let number = Whole(exactly: number) { return number }
        case .string(let text):
            if let number = Whole(text) { return number }
        default: break
        }
        throw GoogleDecoder.mismatch("a whole number", value, at: codingPath)
    }
}
