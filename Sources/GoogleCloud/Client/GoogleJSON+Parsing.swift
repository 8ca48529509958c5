package import NIOCore

extension GoogleJSON {
    /// Reads one JSON text (RFC 8259). Of keys that occur twice the last one counts; whole numbers that are no int64
    /// become doubles.
    ///
    /// - Throws: `DecodingError.dataCorrupted` with the byte at which it is not JSON.
    package init(parsing bytes: ByteBuffer) throws {
        self = try bytes.withUnsafeReadableBytes { bytes in
            var reader = GoogleJSONReader(bytes)
            return try reader.whole()
        }
    }
}

/// One pass over the bytes of an answer. Foundation's decoder asks for each value's type by trial and error, which
/// takes seconds for an answer of some megabytes.
private struct GoogleJSONReader {
    /// Protocol Buffers' own bound of nesting.
    private static let deepest = 100
    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func whole() throws -> GoogleJSON {
        let value = try value(depth: 0)
        skipSpace()
        guard index == bytes.count else { throw refusal("text after the JSON value") }
        return value
    }

    private func refusal(_ what: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: "not JSON at byte \(index): \(what)"))
    }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while index < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index]) { index += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func value(depth: Int) throws -> GoogleJSON {
        guard depth < Self.deepest else { throw refusal("nested deeper than \(Self.deepest)") }
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

    private mutating func word(_ text: StaticString, _ value: GoogleJSON) throws -> GoogleJSON {
        let end = index + text.utf8CodeUnitCount
        let wanted = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard end <= bytes.count, bytes[index..<end].elementsEqual(wanted) else { throw refusal("unknown word") }
        index = end
        return value
    }

    private mutating func object(depth: Int) throws -> GoogleJSON {
        var members: [String: GoogleJSON] = [:]
        _ = take("{")
        skipSpace()
        if take("}") { return .object(members) }
        repeat {
            skipSpace()
            let key = try string()
            skipSpace()
            guard take(":") else { throw refusal("no colon after a key") }
            members[key] = try value(depth: depth + 1)
            skipSpace()
        } while take(",")
        guard take("}") else { throw refusal("object without end") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws -> GoogleJSON {
        var elements: [GoogleJSON] = []
        _ = take("[")
        skipSpace()
        if take("]") { return .array(elements) }
        repeat {
            elements.append(try value(depth: depth + 1))
            skipSpace()
        } while take(",")
        guard take("]") else { throw refusal("array without end") }
        return .array(elements)
    }

    private mutating func number() throws -> GoogleJSON {
        let start = index
        var isWhole = true
        while let byte = current {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"): isWhole = false
            default: return try number(start, isWhole)
            }
            index += 1
        }
        return try number(start, isWhole)
    }

    private func number(_ start: Int, _ isWhole: Bool) throws -> GoogleJSON {
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let first = text.utf8.first, first != UInt8(ascii: "+"), let number = Double(text), number.isFinite else {
            throw refusal("not a value")
        }
        return .number(number)
    }

    private mutating func string() throws -> String {
        guard take("\"") else { throw refusal("no string where one must be") }
        let start = index
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { index += 1 }
        if current == UInt8(ascii: "\"") {
            defer { index += 1 }
            return String(decoding: bytes[start..<index], as: UTF8.self)
        }
        var text = Array(bytes[start..<index])
        while let byte = current {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20: throw refusal("control character in a string")
            default: text.append(byte)
            }
        }
        throw refusal("string without end")
    }

    private mutating func escape() throws -> Character {
        guard let byte = current else { throw refusal("string without end") }
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
        default: throw refusal("unknown escape")
        }
    }

    /// A lone surrogate, which no text can hold, becomes U+FFFD.
    private mutating func scalar() throws -> Unicode.Scalar {
        let first = try unit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let next = index
        guard (0xD800..<0xDC00).contains(first), take("\\"), take("u"), case let second = try unit(),
            (0xDC00..<0xE000).contains(second)
        else {
            index = next
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func unit() throws -> UInt32 {
        guard index + 4 <= bytes.count,
            let value = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        else { throw refusal("bad \\u escape") }
        index += 4
        return value
    }
}
