package import Domain
import Foundation
package import NIOCore

/// The header of a safetensors file: 8 bytes of length (little-endian), then JSON with each tensor's type, shape and
/// place. Everything that memory planning needs stands there; the tensors themselves are never read.
package struct SafetensorsHeader: Sendable, Hashable {
    package struct Tensor: Sendable, Hashable {
        package var name: String
        package var type: String
        package var shape: [Int64]
        /// From the offsets; equals shape × type where the type is known.
        package var bytes: Int64

        package var elements: Int64 { shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue } }
    }

    /// The format's own limit of a header.
    static let longest: Int64 = 100_000_000
    /// Enough for the header of most files; what is longer is read by a second request.
    package static let usefulPrefix: Int64 = 256 << 10

    package let tensors: [Tensor]
    /// Bytes of the file before the first tensor.
    package let dataStart: Int64
    /// Bytes of the whole file, as the header implies them.
    package let fileSize: Int64

    /// The bytes of the file that hold the header, from its first eight bytes; nil when these are no safetensors.
    package static func length(_ bytes: ByteBuffer) -> Int64? {
        guard let length = bytes.getInteger(at: bytes.readerIndex, endianness: .little, as: UInt64.self),
            length >= 2, length <= UInt64(longest)
        else { return nil }
        return 8 + Int64(length)
    }

    /// - Parameter bytes: the file from its beginning, at least up to the end of the header.
    /// - Throws: `unsupported-model` for what is no safetensors header: wrong JSON, tensors that overlap, leave holes or
    ///   do not have the size of their shape.
    package init(_ bytes: ByteBuffer) throws(Problem) {
        guard let length = Self.length(bytes), length <= bytes.readableBytes,
            let text = bytes.getSlice(at: bytes.readerIndex + 8, length: Int(length) - 8),
            let members = (try? JSONValue(parsing: text))?.members
        else { throw Self.problem("it does not begin with a header of JSON") }
        var tensors: [(Int64, Tensor)] = []
        for (name, value) in members where name != "__metadata__" {
            let offsets = value["data_offsets"]?.list?.compactMap(\.int64) ?? []
            let shape = value["shape"]?.list?.compactMap(\.int64)
            guard let type = value["dtype"]?.text, let shape, shape.allSatisfy({ $0 >= 0 }), offsets.count == 2,
                0 <= offsets[0], offsets[0] <= offsets[1], offsets[1] < 1 << 60
            else { throw Self.problem("the entry of the tensor ‘\(name.prefix(80))’ is incomplete") }
            let tensor = Tensor(name: name, type: type, shape: shape, bytes: offsets[1] - offsets[0])
            guard Self.holds(tensor) else {
                throw Self.problem("the tensor ‘\(name.prefix(80))’ does not have the size of its shape")
            }
            tensors.append((offsets[0], tensor))
        }
        tensors.sort { ($0.0, $0.1.bytes) < ($1.0, $1.1.bytes) }
        var end: Int64 = 0
        for (start, tensor) in tensors {
            guard start == end else { throw Self.problem("the tensor ‘\(tensor.name.prefix(80))’ leaves a hole") }
            end = start + tensor.bytes
        }
        self.tensors = tensors.map(\.1)
        dataStart = length
        fileSize = length + end
    }

    /// Whether the bytes are those of the shape. Of a type that is not known an element has a bit at least.
    private static func holds(_ tensor: Tensor) -> Bool {
        var elements: Int64 = 1
        for dimension in tensor.shape {
            let (product, overflow) = elements.multipliedReportingOverflow(by: dimension)
            if overflow { return false }
            elements = product
        }
        guard let bits = bits(of: tensor.type) else { return elements <= tensor.bytes * 8 }
        let (all, overflow) = elements.multipliedReportingOverflow(by: bits)
        return !overflow && all / 8 + (all % 8 == 0 ? 0 : 1) == tensor.bytes
    }

    /// Bits of one element; nil for a type that this version does not know (its bytes come from the offsets).
    static func bits(of type: String) -> Int64? {
        switch type {
        case "F64", "I64", "U64", "C64": 64
        case "F32", "I32", "U32": 32
        case "F16", "BF16", "I16", "U16": 16
        case "BOOL", "I8", "U8", "F8_E4M3", "F8_E5M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ": 8
        case "F6_E2M3", "F6_E3M2": 6
        case "F4": 4
        default: nil
        }
    }

    private static func problem(_ why: String) -> Problem {
        Problem(
            .unsupportedModel, "Not a safetensors file", detail: "The file cannot be read as safetensors: \(why)",
            fix: "Verify the model, and import it again when it is damaged."
        )
    }
}
