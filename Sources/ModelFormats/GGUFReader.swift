import NIOCore

/// Reads GGUF's little-endian primitives; nil as soon as the bytes at hand end.
struct GGUFReader {
    private var bytes: ByteBuffer

    init(_ bytes: ByteBuffer) { self.bytes = bytes }

    mutating func magic() -> Bool { bytes.readBytes(length: 4) == Array("GGUF".utf8) }
    mutating func unsigned32() -> UInt32? { bytes.readInteger(endianness: .little) }
    mutating func unsigned64() -> UInt64? { bytes.readInteger(endianness: .little) }

    mutating func string() -> String? {
        guard let length = unsigned64(), length <= UInt64(bytes.readableBytes) else { return nil }
        return bytes.readString(length: Int(length))
    }

    private mutating func skipString() -> Bool {
        guard let length = unsigned64(), length <= UInt64(bytes.readableBytes) else { return false }
        bytes.moveReaderIndex(forwardBy: Int(length))
        return true
    }

    /// Dimensions and type of a tensor's entry, whose name goes first and whose offset goes last.
    mutating func tensor() -> (shape: [Int64], type: UInt32)? {
        guard skipString(), let count = unsigned32(), count <= 8 else { return nil }
        var shape: [Int64] = []
        for _ in 0..<count {
            guard let dimension = unsigned64().flatMap({ Int64(exactly: $0) }) else { return nil }
            shape.append(dimension)
        }
        guard let type = unsigned32(), unsigned64() != nil else { return nil }
        return (shape, type)
    }

    /// A value of `gguf_metadata_value_type`.
    mutating func value(_ type: UInt32) -> GGUFHeader.Value? {
        switch type {
        case 6:
            return unsigned32().map { .number(Double(Float(bitPattern: $0))) }
        case 7:
            return bytes.readInteger(as: UInt8.self).map { .flag($0 != 0) }
        case 8:
            return string().map { .text($0) }
        case 9:
            return list()
        case 12:
            return unsigned64().map { .number(Double(bitPattern: $0)) }
        default:
            return integer(type).map { .integer($0) }
        }
    }

    private mutating func integer(_ type: UInt32) -> Int64? {
        switch type {
        case 0: bytes.readInteger(as: UInt8.self).map(Int64.init)
        case 1: bytes.readInteger(as: Int8.self).map(Int64.init)
        case 2: bytes.readInteger(endianness: .little, as: UInt16.self).map(Int64.init)
        case 3: bytes.readInteger(endianness: .little, as: Int16.self).map(Int64.init)
        case 4: bytes.readInteger(endianness: .little, as: UInt32.self).map(Int64.init)
        case 5: bytes.readInteger(endianness: .little, as: Int32.self).map(Int64.init)
        case 10: bytes.readInteger(endianness: .little, as: UInt64.self).flatMap { Int64(exactly: $0) }
        case 11: bytes.readInteger(endianness: .little, as: Int64.self)
        default: nil
        }
    }

    /// Lists do not nest in any file that exists; one that does ends the reading.
    private mutating func list() -> GGUFHeader.Value? {
        guard let type = unsigned32(), type != 9, let count = unsigned64(), count <= UInt64(Int32.max) else {
            return nil
        }
        var integers: [Int64] = []
        if type == 8 {
            // A tokenizer's words: hundreds of thousands, and nobody asks for them.
            for _ in 0..<count { guard skipString() else { return nil } }
            return .list(count: Int(count), integers: [])
        }
        for _ in 0..<count {
            guard let element = value(type) else { return nil }
            if case .integer(let number) = element, integers.count < 1024 { integers.append(number) }
        }
        return .list(count: Int(count), integers: integers)
    }
}
