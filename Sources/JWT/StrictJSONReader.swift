/// Reads one JSON text (RFC 8259) and refuses duplicate keys, deep nesting, invalid UTF-8 and anything after the end.
struct StrictJSONReader {
    private static let deepest = 16
    private let bytes: [UInt8]
    private var index = 0

    static func read(_ bytes: [UInt8]) throws(JWTError) -> JSONValue {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw malformed("not UTF-8") }
        var reader = StrictJSONReader(bytes: bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.index == bytes.count else { throw malformed("text after the JSON value") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private static func malformed(_ what: String) -> JWTError { JWTError(.malformed, "JSON: \(what)") }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func value(depth: Int) throws(JWTError) -> JSONValue {
        guard depth < Self.deepest else { throw Self.malformed("nested deeper than \(Self.deepest)") }
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ text: String, _ value: JSONValue) throws(JWTError) -> JSONValue {
        guard bytes[index...].starts(with: text.utf8) else { throw Self.malformed("unknown word") }
        index += text.utf8.count
        return value
    }

    private mutating func object(depth: Int) throws(JWTError) -> JSONValue {
        var members: [String: JSONValue] = [:]
        _ = take("{")
        skipSpace()
        if take("}") { return .object(members) }
        repeat {
            skipSpace()
            let key = try string()
            skipSpace()
            guard take(":") else { throw Self.malformed("no colon after a key") }
            guard members.updateValue(try value(depth: depth + 1), forKey: key) == nil else {
                throw Self.malformed("a key occurs twice")
            }
            skipSpace()
        } while take(",")
        guard take("}") else { throw Self.malformed("object without end") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JWTError) -> JSONValue {
        var elements: [JSONValue] = []
        _ = take("[")
        skipSpace()
        if take("]") { return .array(elements) }
        repeat {
            elements.append(try value(depth: depth + 1))
            skipSpace()
        } while take(",")
        guard take("]") else { throw Self.malformed("array without end") }
        return .array(elements)
    }

    private mutating func number() throws(JWTError) -> JSONValue {
        let start = index
        while let byte = current, "+-.eE0123456789".utf8.contains(byte) { index += 1 }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        let form = #/-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/#
        guard text.wholeMatch(of: form) != nil else { throw Self.malformed("not a value") }
        if let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw Self.malformed("number out of range") }
        return .number(number)
    }

    private mutating func string() throws(JWTError) -> String {
        guard take("\"") else { throw Self.malformed("no string where one must be") }
        var text: [UInt8] = []
        while let byte = current {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20: throw Self.malformed("control character in a string")
            default: text.append(byte)
            }
        }
        throw Self.malformed("string without end")
    }

    private mutating func escape() throws(JWTError) -> Character {
        guard let byte = current else { throw Self.malformed("string without end") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return Character(try scalar())
        default: throw Self.malformed("unknown escape")
        }
    }

    private mutating func scalar() throws(JWTError) -> Unicode.Scalar {
        let first = try unit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), take("\\"), take("u") else { throw Self.malformed("lone surrogate") }
        let second = try unit()
        guard (0xDC00..<0xE000).contains(second) else { throw Self.malformed("lone surrogate") }
        let code = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
        guard let scalar = Unicode.Scalar(code) else { throw Self.malformed("lone surrogate") }
        return scalar
    }

    private mutating func unit() throws(JWTError) -> UInt32 {
        let digits = bytes[index...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw Self.malformed("bad \\u escape") }
        index += 4
        return value
    }
}
